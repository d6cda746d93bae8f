// A message as Slack shows it in its channel: its blocks, or else its text.
#include "sandbox/request_view.hpp"
#include "sandbox/slack/mrkdwn.hpp"
#include "sandbox/slack/slack_desk.hpp"
#include "sandbox/slack/slack_message.hpp"

namespace carillon::sandbox {
namespace {

/// A text object, or a text.
std::vector<shown_run> runs_of(const json& text) {
  if (text.is_string()) return {{.text = text.get<std::string>()}};
  if (text_of(text, "type") == "mrkdwn") return read_mrkdwn_line(text_of(text, "text"));
  return {{.text = text_of(text, "text")}};
}

void add_text(const json& text, block_kind plain, std::vector<shown_block>& out) {
  if (text_of(text, "type") != "mrkdwn") {
    if (!text.is_null()) out.push_back({plain, runs_of(text)});
    return;
  }
  for (auto& each : read_mrkdwn(text_of(text, "text"))) {
    if (plain == block_kind::note) each.kind = plain;
    out.push_back(std::move(each));
  }
}

void add_image(const json& image, std::vector<shown_block>& out) {
  out.push_back(
      {block_kind::image, {{.text = text_of(image, "alt_text"), .link = text_of(image, "image_url")}}});
}

void add_block(const json& block, std::vector<shown_block>& out) {
  const auto type = text_of(block, "type");
  const auto& elements = member_of(block, "elements");
  const auto& listed = elements.is_array() ? elements : json::array();
  if (type == "header") add_text(member_of(block, "text"), block_kind::heading, out);
  if (type == "divider") out.push_back({block_kind::divider, {}});
  if (type == "image") add_image(block, out);
  if (type == "section") {
    add_text(member_of(block, "text"), block_kind::paragraph, out);
    const auto& fields = member_of(block, "fields");
    for (const auto& each : fields.is_array() ? fields : json::array())
      add_text(each, block_kind::paragraph, out);
  }
  if (type == "context") {
    for (const auto& each : listed) {
      if (text_of(each, "type") == "image") {
        add_image(each, out);
      } else {
        add_text(each, block_kind::note, out);
      }
    }
  }
  if (type == "actions") {
    shown_block buttons{block_kind::buttons, {}};
    for (const auto& each : listed)
      buttons.runs.push_back(
          {.text = text_of(member_of(each, "text"), "text"), .link = text_of(each, "url")});
    out.push_back(std::move(buttons));
  }
}

}  // namespace

std::vector<shown_message> slack_desk::show(const incoming& request,
                                            std::span<const std::size_t> items) const {
  const auto message = slack_message_of(request);
  if (!message) return {items.size(), show_unreadable(request, "The body is no message.")};
  shown_message shown;
  shown.as = look::chat;
  shown.from = text_of(*message, "username");
  if (shown.from.empty()) shown.from = "Your app";
  const auto& blocks = member_of(*message, "blocks");
  for (const auto& each : blocks.is_array() ? blocks : json::array()) add_block(each, shown.blocks);
  if (shown.blocks.empty()) shown.blocks = read_mrkdwn(text_of(*message, "text"));
  if (!shown.blocks.empty()) shown.title = words_of(shown.blocks.front());
  shown.payload = dump_json(*message);
  for (const auto* name : {"channel", "thread_ts", "client_msg_id"}) {
    if (auto value = text_of(*message, name); !value.empty())
      shown.fields.emplace_back(name, std::move(value));
  }
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
