#include "providers/teams/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "providers/delivery_note.hpp"
#include "providers/fit_text.hpp"
#include "providers/hook.hpp"
#include "providers/plain_markdown.hpp"
#include "providers/teams/answers.hpp"

namespace carillon::providers::teams {
namespace {

json card_of(const message& words, std::string_view content) {
  auto body = json::array();
  if (!words.title.empty()) {
    body.push_back({{"type", "TextBlock"},
                    {"text", as_markdown(words.title)},
                    {"weight", "Bolder"},
                    {"size", "Medium"},
                    {"wrap", true}});
  }
  if (!content.empty()) {
    auto text = words.is_marked_up ? std::string(content) : as_markdown(content);
    body.push_back({{"type", "TextBlock"}, {"text", std::move(text)}, {"wrap", true}});
  }
  json card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
            {"type", "AdaptiveCard"},
            {"version", "1.4"},
            {"body", std::move(body)}};
  if (!words.action_url.empty()) {
    json open{{"type", "Action.OpenUrl"}, {"title", "Open"}, {"url", words.action_url}};
    card["actions"] = json::array({std::move(open)});
  }
  return card;
}

std::string posted(const message& words, std::string_view content) {
  json attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                  {"contentUrl", nullptr},
                  {"content", card_of(words, content)}};
  json whole{{"type", "message"}, {"attachments", json::array({std::move(attachment)})}};
  if (words.provider_override.is_object()) {
    for (const auto& [name, value] : words.provider_override.items()) whole[name] = value;
  }
  return dump_json(whole);
}

answer made_of(row which, const net::wire_response& response, timestamp now) {
  auto made = make_answer(answers(), static_cast<std::size_t>(which), response, now);
  made.text = sanitised(response.body);
  return made;
}

std::optional<row> row_of_status(int status) noexcept {
  if (status == 429) return row::throttled;
  if (status == 413) return row::too_large;
  if (status == 400) return row::bad_request;
  if (status == 401 || status == 403) return row::unauthorized;
  if (status == 404 || status == 410) return row::gone;
  if (status >= 500) return row::server_error;
  return std::nullopt;
}

bool has(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != text.npos;
}

/// What the body says of a hook, whatever the status.
std::optional<row> row_of_words(std::string_view body) noexcept {
  constexpr auto of_hook =
      std::to_array<std::string_view>({"Invalid webhook URL", "ConnectorConfigurationNotFound",
                                       "webhook has been removed", "webhook has been retired"});
  constexpr auto of_flow =
      std::to_array<std::string_view>({"WorkflowNotFound", "WorkflowTriggerIsNotEnabled"});
  constexpr auto of_card = std::to_array<std::string_view>(
      {"TriggerInputSchemaMismatch", "InvalidRequestContent", "Summary or Text is required",
       "Bad payload received by generic incoming webhook"});
  const auto names_one = [&](const auto& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return has(body, word); });
  };
  if (names_one(of_hook)) return row::gone;
  if (names_one(of_flow)) return row::workflow_off;
  if (names_one(of_card)) return row::bad_request;
  return std::nullopt;
}

/// The connector: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error
/// 429". A 403 there is the hook's end, not an account's.
std::optional<row> row_of_hidden_status(std::string_view body) noexcept {
  constexpr std::string_view words = "HTTP error ";
  const auto at = body.find(words);
  if (at == body.npos) return std::nullopt;
  int status = 0;
  std::from_chars(body.data() + at + words.size(), body.data() + body.size(), status);
  if (status == 403) return row::gone;
  return row_of_status(status);
}

}  // namespace

std::string hook_of(const json& details) {
  return text_of(member_of(details, "webhook"), "url");
}

card_template::card_template(const message& words) {
  if (words.broken_override) {
    refusal_ = override_error(provider::teams, *words.broken_override);
    return;
  }
  body_ = posted(words, words.content);
  if (body_.size() > largest_card && words.is_cut_to_fit) {
    const auto rest = posted(words, "").size();
    const auto size_of = [&](std::string_view text) { return posted(words, text).size() - rest; };
    const auto content =
        rest < largest_card ? fit_as_written(words.content, largest_card - rest, size_of) : std::nullopt;
    if (content) {
      add_note_of_cut(note_, content->size());
      body_ = posted(words, *content);
    }
  }
  if (body_.size() > largest_card) {
    refusal_ = error(errc::too_large, "the card has " + std::to_string(body_.size()) +
                                          " bytes; Teams takes " + std::to_string(largest_card));
  }
}

result<void> card_template::fill(std::span<const item> items, std::string_view, timestamp,
                                 net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto* const details = items.front().to.details;
  auto path = hook_path(details ? hook_of(*details) : "");
  if (!path) return path.error();
  out.path = std::move(*path);
  out.headers.push_back({"content-type", "application/json"});
  out.body = body_;
  return {};
}

answer read_response(const net::wire_response& response, timestamp now) {
  if (response.status == 202) return {.meaning = answer_class::pending};
  const std::string_view body(response.body.data(), std::min<std::size_t>(response.body.size(), 4096));
  if (response.status == 200) {
    if (body == "1") return {};
    if (body.empty()) return {.meaning = answer_class::pending};  // a workflow that answers by itself
    if (const auto hidden = row_of_hidden_status(body)) return made_of(*hidden, response, now);
    if (const auto said = row_of_words(body)) return made_of(*said, response, now);
    return made_of(row::unreadable, response, now);
  }
  auto found = response.status < 500 && response.status != 429 ? row_of_words(body) : std::nullopt;
  if (!found) found = row_of_status(response.status);
  if (found) return made_of(*found, response, now);
  auto made = make_unlisted(response, body, now);
  made.scope = throttle_scope::address;
  return made;
}

void card_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                         std::span<answer> told) const {
  std::ranges::fill(told, read_response(response, now));
}

}  // namespace carillon::providers::teams
