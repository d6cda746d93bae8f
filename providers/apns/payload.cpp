#include "providers/apns/payload.hpp"

#include <algorithm>
#include <array>

#include "providers/apns/override.hpp"

namespace carillon::providers::apns {
namespace {

/// Keys of an override that belong inside `aps`; others stand beside it.
constexpr auto aps_keys = std::to_array<std::string_view>(
    {"alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content",
     "interruption-level", "relevance-score", "target-content-id", "filter-criteria", "url-args", "timestamp",
     "event", "content-state", "stale-date", "dismissal-date", "attributes-type", "attributes"});

/// What we put in, unless its author made the push silent.
constexpr std::initializer_list<std::string_view> noticed_keys{"alert", "sound", "badge"};

/// Pushes of these types show nothing by themselves: the app, or the system, reads them.
constexpr auto silent_types = std::to_array<std::string_view>(
    {"background", "complication", "controls", "fileprovider", "location", "mdm", "pushtotalk", "widgets"});

template <class List>
bool is_among(const List& list, std::string_view text) noexcept {
  return std::ranges::find(list, text) != list.end();
}

json make_aps(const message& message, const spliced_text::placeholders& mark) {
  json aps{{"alert", {{"title", message.title}}}, {"sound", "default"}, {"badge", mark(splice::badge)}};
  if (!message.content.empty()) aps["alert"]["body"] = message.content;
  if (!message.topic.empty()) aps["thread-id"] = message.topic;
  return aps;
}

/// Beside `aps`: the ids, and the custom attributes where the integration's version wants them.
json make_custom(const message& message, const config& account, const spliced_text::placeholders& mark,
                 std::vector<std::string>& left_out) {
  json ours = json::object();
  ours["id"] = mark(splice::notification);
  if (!message.action_url.empty()) ours["action-url"] = message.action_url;
  if (!message.category.empty()) ours["category"] = message.category;
  const auto& attributes = message.custom_attributes;
  if (!attributes.is_object() || attributes.empty()) return ours;
  if (account.payload_version != 1) {
    ours["custom_attributes"] = attributes;
    return ours;
  }
  for (const auto& [name, value] : attributes.items()) {
    if (name == "aps" || ours.contains(name)) {
      left_out.push_back(name);
    } else {
      ours[name] = value;
    }
  }
  return ours;
}

/// What the override wants in `aps`, from under that key and from beside it.
json wanted_in_aps(const json& given) {
  const auto& nested = member_of(given, "aps");
  json wanted = nested.is_object() ? nested : json::object();
  for (const auto& [name, value] : given.items()) {
    if (is_among(aps_keys, name)) wanted[name] = value;
  }
  return wanted;
}

void merge_custom(json& document, const json& given) {
  for (const auto& [name, value] : given.items()) {
    if (name == "aps" || is_header_name(name) || is_among(aps_keys, name)) continue;
    document.merge_patch(json{{name, value}});
  }
}

/// Nothing to read in it: absent, "", or a dictionary of such.
bool is_blank(const json& value) noexcept {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  if (value.is_object()) return std::ranges::all_of(value, [](const json& inner) { return is_blank(inner); });
  return value.is_null();
}

/// content-available is 1; people also write true and "1".
bool wakes_the_app(const json& aps) noexcept {
  const auto& value = member_of(aps, "content-available");
  return value == 1 || value == true || value == "1";
}

/// Takes out what is ours and not wanted: `wanted` is what the author asked for himself.
void hush(json& aps, const json& wanted, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (is_blank(member_of(wanted, key))) aps.erase(std::string(key));
  }
}

}  // namespace

payload make_payload(const message& message, const config& account, std::string_view push_type,
                     const spliced_text::placeholders& mark) {
  payload made;
  made.document = make_custom(message, account, mark, made.left_out);
  const auto& given = message.provider_override;
  if (!given.is_object()) {
    made.document["aps"] = make_aps(message, mark);
    return made;
  }
  const bool is_replaced = given.contains("aps") && given["aps"].is_null();
  const auto wanted = wanted_in_aps(given);
  json aps = is_replaced ? json::object() : make_aps(message, mark);
  aps.merge_patch(wanted);
  const bool is_silenced =
      is_among(silent_types, push_type) || (wakes_the_app(aps) && is_blank(member_of(aps, "alert")));
  if (is_silenced) hush(aps, wanted, noticed_keys);
  // A live activity's sound is its alert's, and it has no badge; a passive push makes no sound.
  const bool is_activity = push_type == "liveactivity";
  if (is_activity || member_of(aps, "interruption-level") == "passive") hush(aps, wanted, {"sound"});
  if (is_activity) hush(aps, wanted, {"badge"});
  made.is_silent = is_silenced && std::ranges::none_of(noticed_keys, [&](std::string_view key) {
                     return aps.contains(std::string(key));
                   });
  made.document["aps"] = std::move(aps);
  merge_custom(made.document, given);
  return made;
}

json* own_body(json& document, const message& message) noexcept {
  const json::json_pointer place("/aps/alert/body");
  if (message.content.empty() || !document.contains(place)) return nullptr;
  auto& body = document[place];
  return body.is_string() && body.get_ref<const std::string&>() == message.content ? &body : nullptr;
}

}  // namespace carillon::providers::apns
