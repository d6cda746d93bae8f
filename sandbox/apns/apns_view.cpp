// What a device shows of an APNs push.
#include "sandbox/apns/apns_desk.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {
namespace {

/// A text, or how the app is to look it up: "GREETING_TITLE (Ada)".
std::string words_of(const json& alert, std::string_view name, std::string_view key, std::string_view args) {
  auto words = text_of(alert, name);
  if (!words.empty()) return words;
  words = text_of(alert, key);
  const auto& given = member_of(alert, args);
  if (words.empty() || !given.is_array() || given.empty()) return words;
  words += " (";
  for (std::size_t at = 0; at < given.size(); ++at)
    words +=
        (at > 0 ? ", " : "") + (given[at].is_string() ? given[at].get<std::string>() : dump_json(given[at]));
  return words + ')';
}

void read_alert(const json& alert, shown_message& shown) {
  if (alert.is_string()) {
    shown.text = alert.get<std::string>();
    return;
  }
  shown.title = words_of(alert, "title", "title-loc-key", "title-loc-args");
  shown.subtitle = words_of(alert, "subtitle", "subtitle-loc-key", "subtitle-loc-args");
  shown.text = words_of(alert, "body", "loc-key", "loc-args");
}

void add_option(const json& aps, const char* name, shown_message& shown) {
  const auto& value = member_of(aps, name);
  if (value.is_null()) return;
  shown.fields.emplace_back(name, value.is_string() ? value.get<std::string>() : dump_json(value));
}

}  // namespace

std::vector<shown_message> apns_desk::show(const incoming& request,
                                           std::span<const std::size_t> items) const {
  const auto payload = parse_json(request.body);
  if (!payload) return {items.size(), show_unreadable(request, "The payload is no JSON.")};
  shown_message shown;
  shown.as = look::banner;
  shown.from = request.header("apns-topic");
  shown.payload = request.body;
  const auto& aps = member_of(*payload, "aps");
  read_alert(member_of(aps, "alert"), shown);
  shown.link = text_of(*payload, "action-url");
  const bool is_seen = !shown.title.empty() || !shown.subtitle.empty() || !shown.text.empty();
  if (!is_seen) shown.note = "Nothing is shown: the app, or the system, reads this push by itself.";
  for (const auto* name :
       {"apns-push-type", "apns-priority", "apns-expiration", "apns-collapse-id", "apns-id"}) {
    if (request.has(name)) shown.fields.emplace_back(name, request.header(name));
  }
  for (const auto* name :
       {"badge", "sound", "thread-id", "category", "interruption-level", "relevance-score"})
    add_option(aps, name, shown);
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
