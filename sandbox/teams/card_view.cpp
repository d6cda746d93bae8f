// An Adaptive Card as Teams shows it.
#include "sandbox/request_view.hpp"
#include "sandbox/teams/card_text.hpp"
#include "sandbox/teams/teams_desk.hpp"

namespace carillon::sandbox {
namespace {

constexpr int deepest = 6;

void add_text_block(const json& element, std::vector<shown_block>& out) {
  const auto size = text_of(element, "size");
  const bool is_heading = size == "Large" || size == "ExtraLarge" || size == "Medium";
  const bool is_bold = text_of(element, "weight") == "Bolder";
  const bool is_small = size == "Small" || member_of(element, "isSubtle") == json(true);
  for (auto& each : read_card_text(text_of(element, "text"))) {
    if (each.kind == block_kind::paragraph && is_heading && is_bold) each.kind = block_kind::heading;
    if (each.kind == block_kind::paragraph && is_small) each.kind = block_kind::note;
    for (auto& run : each.runs) run.is_bold = run.is_bold || (is_bold && each.kind != block_kind::heading);
    out.push_back(std::move(each));
  }
}

void add_buttons(const json& actions, std::vector<shown_block>& out) {
  if (!actions.is_array() || actions.empty()) return;
  shown_block buttons{block_kind::buttons, {}};
  for (const auto& each : actions)
    buttons.runs.push_back({.text = text_of(each, "title"), .link = text_of(each, "url")});
  out.push_back(std::move(buttons));
}

void add_elements(const json& elements, std::vector<shown_block>& out, int depth) {
  if (!elements.is_array() || depth > deepest) return;
  for (const auto& each : elements) {
    const auto type = text_of(each, "type");
    if (type == "TextBlock") add_text_block(each, out);
    if (type == "Image")
      out.push_back({block_kind::image, {{.text = text_of(each, "altText"), .link = text_of(each, "url")}}});
    if (type == "FactSet") {
      const auto& facts = member_of(each, "facts");
      for (const auto& fact : facts.is_array() ? facts : json::array())
        out.push_back(
            {block_kind::paragraph,
             {{.text = text_of(fact, "title") + ": ", .is_bold = true}, {.text = text_of(fact, "value")}}});
    }
    if (type == "ActionSet") add_buttons(member_of(each, "actions"), out);
    add_elements(member_of(each, "items"), out, depth + 1);
    add_elements(member_of(each, "columns"), out, depth + 1);
  }
}

}  // namespace

std::vector<shown_message> teams_desk::show(const incoming& request,
                                            std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body);
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  shown_message shown;
  shown.as = look::chat;
  shown.from = "Your workflow";
  shown.payload = request.body;
  const auto& attachments = member_of(*body, "attachments");
  for (const auto& each : attachments.is_array() ? attachments : json::array()) {
    const auto& card = member_of(each, "content");
    add_elements(member_of(card, "body"), shown.blocks, 0);
    add_buttons(member_of(card, "actions"), shown.blocks);
  }
  if (shown.blocks.empty()) shown.blocks = read_card_text(text_of(*body, "text"));
  if (!shown.blocks.empty()) shown.title = words_of(shown.blocks.front());
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
