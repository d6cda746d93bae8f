#include "providers/fcm/override.hpp"

#include <array>
#include <charconv>

#include "providers/apns/override.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr double longest_ttl = 2'419'200;  // seconds, four weeks
constexpr std::size_t most_label = 50;
constexpr std::size_t most_name = 255;
constexpr std::size_t most_topic = 32;

override_check fault(std::string_view field, std::string_view what) {
  return override_fault{std::string(field.substr(0, 150)), std::string(what)};
}

bool is_word(std::string_view text, std::string_view marks) noexcept {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

using text_rule = std::string_view (*)(std::string_view) noexcept;  // what it should be; empty: it is fine

std::string_view label_rule(std::string_view value) noexcept {
  const bool is_label = !value.empty() && value.size() <= most_label && is_word(value, "-_.~%");
  return is_label ? "" : "should match the pattern ^[a-zA-Z0-9-_.~%]{1,50}$";
}

std::string_view collapse_key_rule(std::string_view value) noexcept {
  if (value.empty() || value.size() > most_name) return "should have 1 to 255 bytes";
  return is_header_text(value) ? "" : "should have no control characters and no white space at its ends";
}

std::string_view package_rule(std::string_view value) noexcept {
  const bool is_package = !value.empty() && value.size() <= most_name && is_word(value, "._");
  return is_package ? "" : "should be a package name such as com.example.app";
}

std::string_view priority_rule(std::string_view value) noexcept {
  for (const std::string_view each : {"NORMAL", "HIGH", "normal", "high"}) {
    if (value == each) return "";
  }
  return "should be one of: NORMAL, HIGH";
}

std::string_view ttl_rule(std::string_view value) noexcept {
  double seconds = -1;
  const auto* const end = value.data() + value.size();
  const auto [stopped, ec] = std::from_chars(value.data(), end, seconds, std::chars_format::fixed);
  const bool is_duration = ec == std::errc() && stopped + 1 == end && *stopped == 's';
  return is_duration && seconds >= 0 && seconds <= longest_ttl ? "" : "should be 0s to 2419200s";
}

struct text_row {
  const char* pointer;
  std::string_view field;
  text_rule rule;
};
constexpr std::array<text_row, 8> texts{{
    {"/android/collapse_key", "android.collapse_key", collapse_key_rule},
    {"/android/priority", "android.priority", priority_rule},
    {"/android/restricted_package_name", "android.restricted_package_name", package_rule},
    {"/android/ttl", "android.ttl", ttl_rule},
    {"/fcm_options/analytics_label", "fcm_options.analytics_label", label_rule},
    {"/android/fcm_options/analytics_label", "android.fcm_options.analytics_label", label_rule},
    {"/apns/fcm_options/analytics_label", "apns.fcm_options.analytics_label", label_rule},
    {"/webpush/fcm_options/analytics_label", "webpush.fcm_options.analytics_label", label_rule},
}};

override_check check_texts(const json& message) {
  for (const auto& [pointer, field, rule] : texts) {
    const json::json_pointer place{std::string(pointer)};
    if (!message.contains(place) || message[place].is_null()) continue;
    const auto& value = message[place];
    if (!value.is_string()) return fault(field, "should be of type string");
    if (const auto what = rule(value.get_ref<const std::string&>()); !what.empty()) return fault(field, what);
  }
  return std::nullopt;
}

/// Who is reached is the delivery's business.
override_check check_target(const json& message) {
  for (const char* name : {"condition", "fid", "name", "token", "topic"}) {
    if (message.contains(name)) return fault(name, "is made for each delivery");
  }
  return std::nullopt;
}

/// Dictionaries, where they are there at all. A text where FCM wants a message would replace ours.
override_check check_objects(const json& message) {
  for (const std::string_view path :
       {"android", "apns", "data", "fcm_options", "notification", "webpush", "android.data",
        "android.fcm_options", "android.notification", "apns.fcm_options", "apns.headers", "apns.payload",
        "webpush.data", "webpush.fcm_options", "webpush.headers", "webpush.notification"}) {
    const auto dot = path.find('.');
    const auto& outer = member_of(message, path.substr(0, dot));
    const auto& value = dot == path.npos ? outer : member_of(outer, path.substr(dot + 1));
    if (!value.is_null() && !value.is_object()) return fault(path, "should be of type object");
  }
  return std::nullopt;
}

override_check check_map(const json& map, const std::string& path) {
  if (!map.is_object()) return std::nullopt;
  for (const auto& [key, value] : map.items()) {
    if (!value.is_string() && !value.is_null()) return fault(path + '.' + key, "should be of type string");
  }
  return std::nullopt;
}

override_check check_data(const json& data, const std::string& path) {
  if (!data.is_object()) return std::nullopt;
  for (const auto& [key, value] : data.items()) {
    if (is_reserved_data_key(key)) return fault(path + '.' + key, "is a name that FCM reserves");
  }
  return check_map(data, path);
}

override_check check_apns(const json& apns) {
  const auto& headers = member_of(apns, "headers");
  if (auto broken = check_map(headers, "apns.headers")) return broken;
  if (headers.is_object()) {
    for (const auto& [name, value] : headers.items()) {
      if (value.is_null()) continue;
      auto broken = apns::check_header(name, value.get_ref<const std::string&>());
      if (broken) return fault("apns.headers." + broken->field, broken->what);
    }
  }
  const auto& payload = member_of(apns, "payload");
  if (payload.is_null() || member_of(payload, "aps").is_object()) return std::nullopt;
  return fault("apns.payload", "should have a dictionary aps");
}

std::string_view web_header_rule(std::string_view name, std::string_view value) noexcept {
  if (name.empty() || name.size() > most_name || !is_word(name, "!#$%&'*+-.^_`|~"))
    return "is no header's name";
  if (!is_header_text(value)) return "should have no control characters and no white space at its ends";
  if (name == "TTL") {
    std::uint32_t seconds = 0;
    const auto* const end = value.data() + value.size();
    const auto [stopped, ec] = std::from_chars(value.data(), end, seconds);
    const bool is_ttl = ec == std::errc() && stopped == end && seconds <= longest_ttl;
    return is_ttl ? "" : "should be 0 to 2419200";
  }
  if (name != "Topic") return "";
  const bool is_topic = !value.empty() && value.size() <= most_topic && is_word(value, "-_");
  return is_topic ? "" : "should be 1 to 32 characters of base64url";
}

override_check check_webpush(const json& webpush) {
  const auto& headers = member_of(webpush, "headers");
  if (auto broken = check_map(headers, "webpush.headers")) return broken;
  if (!headers.is_object()) return std::nullopt;
  for (const auto& [name, value] : headers.items()) {
    if (value.is_null()) continue;
    const auto what = web_header_rule(name, value.get_ref<const std::string&>());
    if (!what.empty()) return fault("webpush.headers." + name, what);
  }
  return std::nullopt;
}

std::string snake(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper) out += '_';
    out += is_upper ? static_cast<char>(c + 0x20) : c;
  }
  return out;
}

/// Where FCM's own names go on, rather than names or values of the author's.
bool is_message(std::string_view above, std::string_view name) noexcept {
  if (name == "fcm_options") return above != "android.notification";
  if (name == "notification") return above.empty() || above == "android";
  if (name == "light_settings") return above == "android.notification";
  return above.empty() && (name == "android" || name == "apns" || name == "webpush");
}

json with_snake_names(const json& given, const std::string& above) {
  json out = json::object();
  for (const auto& [key, value] : given.items()) {
    auto name = snake(key);
    const bool goes_on = value.is_object() && is_message(above, name);
    out[name] = goes_on ? with_snake_names(value, above.empty() ? name : above + '.' + name) : value;
  }
  return out;
}

/// collapseKey and collapse_key are one field.
override_check check_names(const json& given, const std::string& above) {
  for (const auto& [key, value] : given.items()) {
    const auto name = snake(key);
    const auto path = above.empty() ? name : above + '.' + name;
    if (name != key && given.contains(name)) return fault(path, "should not be given twice");
    if (!value.is_object() || !is_message(above, name)) continue;
    if (auto broken = check_names(value, path)) return broken;
  }
  return std::nullopt;
}

}  // namespace

bool is_reserved_data_key(std::string_view key) noexcept {
  return key.empty() || key == "from" || key == "message_type" || key.starts_with("google.") ||
         key.starts_with("gcm.");
}

json to_snake_case(const json& given) {
  return with_snake_names(given, "");
}

override_check check_override(const json& given) {
  if (auto broken = check_names(given, "")) return broken;
  const auto message = to_snake_case(given);
  if (auto broken = check_target(message)) return broken;
  if (auto broken = check_objects(message)) return broken;
  if (auto broken = check_texts(message)) return broken;
  if (auto broken = check_data(member_of(message, "data"), "data")) return broken;
  const auto& android = member_of(message, "android");
  if (auto broken = check_data(member_of(android, "data"), "android.data")) return broken;
  const auto& webpush = member_of(message, "webpush");
  if (auto broken = check_data(member_of(webpush, "data"), "webpush.data")) return broken;
  if (auto broken = check_apns(member_of(message, "apns"))) return broken;
  return check_webpush(webpush);
}

}  // namespace carillon::providers::fcm
