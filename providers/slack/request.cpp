#include "providers/slack/request.hpp"

#include <algorithm>

#include "providers/delivery_note.hpp"
#include "providers/fit_text.hpp"
#include "providers/hook.hpp"
#include "providers/plain_mrkdwn.hpp"
#include "providers/slack/answers.hpp"

namespace carillon::providers::slack {
namespace {

constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 16, .max_values = 4000};
/// Slack takes 40,000 characters and advises 4,000.
constexpr std::size_t longest_text = 40'000;
constexpr std::string_view post_message = "/api/chat.postMessage";

/// Without line breaks, and no white space at its ends, where Slack would not read it as bold.
std::string heading_of(std::string title) {
  std::ranges::replace_if(title, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const auto from = title.find_first_not_of(' ');
  return from == title.npos ? std::string() : title.substr(from, title.find_last_not_of(' ') + 1 - from);
}

/// What is said, and whether its marks are marks.
struct spoken {
  std::string text;
  bool is_markup = true;
};

spoken joined(const message& words, std::string_view content) {
  const auto title = heading_of(words.title);
  // Words that hold marks are shown as they are only where none is one.
  const bool is_markup = words.is_marked_up || (!has_mrkdwn_marks(title) && !has_mrkdwn_marks(content));
  std::string text;
  const auto add = [&](std::string_view line) {
    if (line.empty()) return;
    if (!text.empty()) text += '\n';
    text += line;
  };
  if (!title.empty()) {
    const bool is_bold = is_markup && !has_mrkdwn_marks(title);
    add(is_bold ? '*' + escape_mrkdwn(title) + '*' : is_markup ? as_mrkdwn(title) : escape_mrkdwn(title));
  }
  add(words.is_marked_up ? std::string(content) : escape_mrkdwn(content));
  // Whoever writes the link into the text does not want it twice.
  const auto link = escape_mrkdwn(words.action_url);
  if (text.find(link) == text.npos) add(link);
  return {std::move(text), is_markup};
}

void merge(json& ours, const json& given) {
  if (!given.is_object()) return;
  for (const auto& [name, value] : given.items()) ours[name] = value;
}

std::string text_in(const json& details, std::string_view object, std::string_view name) {
  return text_of(member_of(details, object), name);
}

answer by_word(std::string_view word, const net::wire_response& response, timestamp now) {
  if (const auto row = row_of(word)) {
    auto made = make_answer(answers(), *row, response, now);
    if (made.meaning == answer_class::ok) made.reason = 0;
    return made;
  }
  return make_unlisted(response, word, now);
}

}  // namespace

std::string hook_of(const json& details) {
  return text_in(details, "webhook", "url");
}

std::string bot_token_of(const json& details) {
  return text_of(details, "access_token");
}

std::string channel_of(const json& details) {
  return text_in(details, "oauth", "channel_id");
}

std::string workspace_of(const json& details) {
  return text_in(details, "oauth", "installation_id");
}

override_check check_override(const json& given) {
  if (given.contains("channel"))
    return override_fault{"channel", "is where the recipient wants it, and cannot be another"};
  return std::nullopt;
}

chat_template::chat_template(const message& words) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = check_override(words.provider_override);
  if (broken) {
    refusal_ = override_error(provider::slack, *broken);
    return;
  }
  auto said = joined(words, words.content);
  if (said.text.size() > longest_text && words.is_cut_to_fit) {
    const auto size_of = [&](std::string_view content) { return joined(words, content).text.size(); };
    if (const auto content = fit_as_written(words.content, longest_text, size_of)) {
      add_note_of_cut(note_, content->size());
      said = joined(words, *content);
    }
  }
  const auto& text = said.text;
  if (text.size() > longest_text) {
    refusal_ = error(errc::too_large, "the text has " + std::to_string(text.size()) + " bytes; Slack takes " +
                                          std::to_string(longest_text));
    return;
  }
  const spliced_text::placeholders mark;
  json hook{{"text", text}, {"delete_original", false}, {"replace_original", false}};
  if (!said.is_markup) hook["mrkdwn"] = false;
  merge(hook, words.provider_override);
  to_hook_ = spliced_text(hook, mark);
  json bot{{"channel", mark(splice::token)}, {"text", text}, {"client_msg_id", mark(splice::delivery)}};
  if (!said.is_markup) bot["mrkdwn"] = false;
  merge(bot, words.provider_override);
  to_channel_ = spliced_text(bot, mark);
}

result<void> chat_template::fill(std::span<const item> items, std::string_view, timestamp,
                                 net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const json none;
  const auto& one = items.front();
  const auto& details = one.to.details ? *one.to.details : none;
  spliced_text::values values{};
  if (const auto hook = hook_of(details); !hook.empty()) {
    auto path = hook_path(hook);
    if (!path) return path.error();
    out.path = std::move(*path);
    to_hook_.append_to(out.body, values);
  } else {
    const auto bearer = bot_token_of(details);
    if (!is_header_text(bearer) || bearer.empty())
      return error(errc::invalid_argument, "the workspace's token is missing");
    std::string channel;
    append_json_escaped(channel, channel_of(details));
    const auto delivery = one.delivery.to_string();
    values[static_cast<std::size_t>(splice::token)] = channel;
    values[static_cast<std::size_t>(splice::delivery)] = delivery;
    out.path = post_message;
    out.headers.push_back({"authorization", "Bearer " + bearer, net::header_indexing::never});
    to_channel_.append_to(out.body, values);
  }
  out.headers.push_back({"content-type", "application/json; charset=utf-8"});
  return {};
}

answer read_bot(const net::wire_response& response, timestamp now) {
  const auto body = parse_json(response.body, body_limits);
  const bool is_answer = body && body->is_object() && member_of(*body, "ok").is_boolean();
  if (!is_answer) {
    auto made = make_unlisted(response, "", now);
    // 200 without its JSON is not Slack's word for anything; of a broken front end nobody knows more.
    if (response.status == 200 || response.status >= 500) made.meaning = answer_class::ambiguous;
    if (response.status == 200) made.reason = 0xffff;
    made.scope = throttle_scope::address;
    return made;
  }
  if (member_of(*body, "ok").get<bool>()) return {.remote_id = text_of(*body, "ts").substr(0, 64)};
  auto made = by_word(text_of(*body, "error"), response, now);
  // A word that is not listed comes with status 200 as well: the message was refused.
  if (made.reason == 0 && made.meaning == answer_class::ok && !row_of(text_of(*body, "error"))) {
    made.meaning = answer_class::payload;
    made.reason = 0xffff;
  }
  return made;
}

answer read_hook(const net::wire_response& response, timestamp now) {
  if (response.status == 200 && response.body == "ok") return {};
  const std::string_view word(response.body.data(), std::min<std::size_t>(response.body.size(), 100));
  if (response.status == 405) return by_word("method_not_allowed", response, now);
  if (response.status == 429) return by_word("rate_limited", response, now);
  auto made = response.status >= 400 ? by_word(word, response, now) : make_unlisted(response, word, now);
  if (made.reason == 0xffff || response.status < 400) made.scope = throttle_scope::address;
  if (response.status == 200) {
    made.meaning = answer_class::ambiguous;
    made.reason = 0xffff;
  }
  if (made.reason == 0xffff && response.status >= 500) made.meaning = answer_class::ambiguous;
  if (made.reason == 0xffff && (response.status == 404 || response.status == 410))
    made.meaning = answer_class::dead;
  return made;
}

void chat_template::read(const net::wire_response& response, std::span<const item> asked, timestamp now,
                         std::span<answer> told) const {
  const json none;
  const auto& to = asked.front().to;
  const bool is_hook = !hook_of(to.details ? *to.details : none).empty();
  std::ranges::fill(told, is_hook ? read_hook(response, now) : read_bot(response, now));
}

}  // namespace carillon::providers::slack
