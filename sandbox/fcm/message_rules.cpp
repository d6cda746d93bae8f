// check_message_rules: what a well-formed message must still obey.
#include <algorithm>
#include <array>
#include <charconv>

#include "sandbox/fcm/message_check.hpp"

namespace carillon::sandbox {
namespace {

using violation = std::optional<message_violation>;

constexpr double longest_ttl_seconds = 2'419'200;  // four weeks
constexpr std::size_t payload_limit = 4096;
constexpr std::size_t topic_payload_limit = 2048;
constexpr std::size_t apns_collapse_id_limit = 64;
constexpr std::size_t label_limit = 50;

violation invalid(std::string field, std::string message) {
  return message_violation{"INVALID_ARGUMENT", std::move(field), std::move(message)};
}

bool is_registration_token(std::string_view token) {
  const auto is_token_character = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == ':' || c == '.';
  };
  return token.size() >= 8 && token.size() <= 4096 && std::ranges::all_of(token, is_token_character);
}

violation check_target(const json& message) {
  constexpr std::array targets{"token", "fid", "topic", "condition"};
  const auto named = std::ranges::count_if(targets, [&](const char* name) { return message.contains(name); });
  if (named == 0) return invalid("message", "Recipient of the message is not set.");
  if (named > 1) return message_violation{"BAD_JSON", "message", "oneof field 'target' is already set."};
  if (!message.contains("token")) return std::nullopt;
  if (is_registration_token(message.at("token").get_ref<const std::string&>())) return std::nullopt;
  return message_violation{"INVALID_TOKEN", "message.token",
                           "The registration token is not a valid FCM registration token"};
}

violation check_data(const json& data, const std::string& path) {
  for (const auto& [key, value] : data.items()) {
    const bool is_reserved =
        key == "from" || key == "message_type" || key.starts_with("google.") || key.starts_with("gcm.");
    if (is_reserved) return invalid(path, "Invalid data payload key: " + key);
    if (key.empty()) return invalid(path, "Data payload keys must not be empty.");
  }
  return std::nullopt;
}

violation check_android(const json& android) {
  if (auto broken = check_data(member_of(android, "data"), "message.android.data")) return broken;
  if (!android.contains("ttl")) return std::nullopt;
  const auto& text = android.at("ttl").get_ref<const std::string&>();
  double seconds = -1;
  std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  if (seconds >= 0 && seconds <= longest_ttl_seconds) return std::nullopt;
  return invalid("message.android.ttl", "Invalid ttl: it must be between 0 and 2419200 seconds.");
}

violation check_webpush(const json& webpush) {
  for (const auto& [name, value] : member_of(webpush, "headers").items()) {
    if (name != "TTL") continue;
    const auto& text = value.get_ref<const std::string&>();
    double seconds = -1;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end != text.data() + text.size() || seconds < 0 || seconds > longest_ttl_seconds) {
      return invalid("message.webpush.headers[TTL]", "Invalid TTL header.");
    }
  }
  return check_data(member_of(webpush, "data"), "message.webpush.data");
}

/// ^[a-zA-Z0-9-_.~%]{1,50}$, in each of the four places that have one.
violation check_label(const json& holder, const std::string& path) {
  const auto& label = member_of(member_of(holder, "fcm_options"), "analytics_label");
  if (!label.is_string()) return std::nullopt;
  const auto& text = label.get_ref<const std::string&>();
  const bool is_label = !text.empty() && text.size() <= label_limit && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_.~%").find(c) != std::string_view::npos;
  });
  if (is_label) return std::nullopt;
  return invalid(path + ".fcm_options.analytics_label", "Invalid analytics label.");
}

violation check_labels(const json& message) {
  if (auto broken = check_label(message, "message")) return broken;
  for (const char* platform : {"android", "webpush", "apns"}) {
    auto broken = check_label(member_of(message, platform), std::string("message.") + platform);
    if (broken) return broken;
  }
  return std::nullopt;
}

violation check_apns(const json& apns) {
  for (const auto& [name, value] : member_of(apns, "headers").items()) {
    const auto& text = value.get_ref<const std::string&>();
    if (name == "apns-priority" && text != "10" && text != "5" && text != "1") {
      return invalid("message.apns.headers[apns-priority]", "Invalid apns-priority.");
    }
    if (name == "apns-collapse-id" && text.size() > apns_collapse_id_limit) {
      return invalid("message.apns.headers[apns-collapse-id]", "Invalid apns-collapse-id.");
    }
  }
  if (!apns.contains("payload") || member_of(apns, "payload").contains("aps")) return std::nullopt;
  return invalid("message.apns.payload", "The payload needs an aps dictionary.");
}

std::size_t size_of_map(const json& map) {
  std::size_t bytes = 0;
  for (const auto& [key, value] : map.items())
    bytes += key.size() + value.get_ref<const std::string&>().size();
  return bytes;
}

std::size_t size_of_object(const json& object) {
  return object.empty() ? 0 : object.dump().size();
}

/// The largest payload any one platform would carry.
std::size_t payload_size(const json& message) {
  const json& android = member_of(message, "android");
  const json& webpush = member_of(message, "webpush");
  const json& apns = member_of(message, "apns");
  const auto shared =
      size_of_map(member_of(message, "data")) + size_of_object(member_of(message, "notification"));
  const auto for_android =
      shared + size_of_map(member_of(android, "data")) + size_of_object(member_of(android, "notification"));
  const auto for_webpush =
      shared + size_of_map(member_of(webpush, "data")) + size_of_object(member_of(webpush, "notification"));
  const auto for_apns = shared + size_of_object(member_of(apns, "payload"));
  return std::max({for_android, for_webpush, for_apns});
}

}  // namespace

std::optional<message_violation> check_message_rules(const json& request) {
  if (!request.contains("message")) return invalid("message", "The message is missing.");
  const json& message = request.at("message");
  if (auto broken = check_target(message)) return broken;
  if (auto broken = check_data(member_of(message, "data"), "message.data")) return broken;
  if (auto broken = check_android(member_of(message, "android"))) return broken;
  if (auto broken = check_webpush(member_of(message, "webpush"))) return broken;
  if (auto broken = check_apns(member_of(message, "apns"))) return broken;
  if (auto broken = check_labels(message)) return broken;
  const bool is_to_many = message.contains("topic") || message.contains("condition");
  const auto limit = is_to_many ? topic_payload_limit : payload_limit;
  if (payload_size(message) > limit) return message_violation{"TOO_BIG", "", "Message is too big"};
  return std::nullopt;
}

}  // namespace carillon::sandbox
