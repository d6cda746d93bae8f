#include "sandbox/apns/apns_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/ids.hpp"
#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view device_prefix = "/3/device/";
constexpr std::size_t payload_limit = 4096;
constexpr std::size_t voip_payload_limit = 5120;
constexpr std::size_t collapse_id_limit = 64;

struct push_type {
  std::string_view name;
  std::string_view topic_suffix;
};
constexpr std::array<push_type, 11> push_types{{
    {"alert", ""},
    {"background", ""},
    {"location", ".location-query"},
    {"voip", ".voip"},
    {"complication", ".complication"},
    {"fileprovider", ".pushkit.fileprovider"},
    {"mdm", ""},
    {"liveactivity", ".push-type.liveactivity"},
    {"pushtotalk", ".voip-ptt"},
    {"widgets", ".push-type.widgets"},
    {"controls", ".push-type.controls"},
}};

const push_type* find_push_type(std::string_view name) {
  const auto* found = std::ranges::find(push_types, name, &push_type::name);
  return found == push_types.end() ? nullptr : found;
}

bool is_whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} && end == text.data() + text.size() && value >= 0;
}

bool is_lower_uuid(std::string_view text) {
  const auto parsed = uuid::parse(text);
  return parsed && parsed->to_string() == text;
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

check check_priority(const incoming& request) {
  const bool is_background = request.header("apns-push-type") == "background";
  if (!request.has("apns-priority")) {
    if (is_background)
      return refusal{"BadPriority", "background pushes need apns-priority 5; absent means 10"};
    return std::nullopt;
  }
  const auto priority = request.header("apns-priority");
  if (priority != "10" && priority != "5" && priority != "1") {
    return refusal{"BadPriority", "apns-priority is 10, 5 or 1"};
  }
  if (is_background && priority == "10") return refusal{"BadPriority", "background pushes need priority 5"};
  return std::nullopt;
}

}  // namespace

bool is_apns_path(std::string_view path) noexcept {
  return path.starts_with("/3/device");
}

std::string_view device_token_of(std::string_view path) noexcept {
  return path.starts_with(device_prefix) ? path.substr(device_prefix.size()) : std::string_view{};
}

check check_apns_route(const incoming& request) {
  if (request.path != "/3/device" && !request.path.starts_with(device_prefix)) {
    return refusal{"BadPath", "the path is /3/device/<token>"};
  }
  if (request.method != "POST") return refusal{"MethodNotAllowed", "pushes are POSTed"};
  for (const header_field& field : request.headers) {
    if (request.count(field.name) > 1) {
      return refusal{"DuplicateHeaders", std::string(field.name) + " is there more than once"};
    }
  }
  return std::nullopt;
}

check check_apns_headers(const incoming& request) {
  if (request.has("apns-id") && !is_lower_uuid(request.header("apns-id"))) {
    return refusal{"BadMessageId", "apns-id must be a canonical lower-case UUID"};
  }
  if (request.has("apns-expiration") && !is_whole_number(request.header("apns-expiration"))) {
    return refusal{"BadExpirationDate", "apns-expiration must be unix seconds, or 0"};
  }
  if (find_push_type(request.header("apns-push-type")) == nullptr) {
    return refusal{"InvalidPushType", "apns-push-type is missing or unknown"};
  }
  if (auto refused = check_priority(request)) return refused;
  const auto collapse_id = request.header("apns-collapse-id");
  if (collapse_id.size() > collapse_id_limit || (request.has("apns-collapse-id") && collapse_id.empty())) {
    return refusal{"BadCollapseId", "apns-collapse-id has 1 to 64 bytes"};
  }
  return std::nullopt;
}

check check_apns_topic(const incoming& request, const apns_credential* credential) {
  const auto topic = request.header("apns-topic");
  if (topic.empty()) return refusal{"MissingTopic", "apns-topic is required with token authentication"};
  const bool is_clean = std::ranges::all_of(topic, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
  if (!is_clean) return refusal{"BadTopic", "apns-topic is not a bundle id"};
  const auto* type = find_push_type(request.header("apns-push-type"));
  const std::string_view suffix = type == nullptr ? std::string_view{} : type->topic_suffix;
  if (!topic.ends_with(suffix) || topic.size() == suffix.size()) {
    return refusal{"BadTopic", "this push type needs a topic that ends with " + std::string(suffix)};
  }
  if (credential != nullptr && !credential->allows(topic.substr(0, topic.size() - suffix.size()))) {
    return refusal{"TopicDisallowed", "this key may not push to this topic"};
  }
  return std::nullopt;
}

check check_device_token(std::string_view device_token) {
  if (device_token.empty()) return refusal{"MissingDeviceToken", "the path ends without a token"};
  const bool is_well_formed = device_token.size() >= 64 && device_token.size() <= 200 &&
                              device_token.size() % 2 == 0 && std::ranges::all_of(device_token, is_hex);
  if (!is_well_formed) return refusal{"BadDeviceToken", "a token is 32 to 100 bytes, in hex"};
  return std::nullopt;
}

check check_apns_payload(const incoming& request) {
  if (request.body.empty()) return refusal{"PayloadEmpty", "no body"};
  const auto type = request.header("apns-push-type");
  const auto limit = type == "voip" ? voip_payload_limit : payload_limit;
  if (request.body.size() > limit) {
    return refusal{"PayloadTooLarge",
                   std::to_string(request.body.size()) + " bytes; " + std::to_string(limit) + " are allowed"};
  }
  const auto payload = parse_json(request.body);
  if (!payload) return refusal{"PayloadEmpty", "the body is not JSON: " + payload.error().detail};
  const char* required = type == "mdm" ? "mdm" : "aps";
  if (!payload->is_object() || !payload->contains(required)) {
    return refusal{"PayloadEmpty", std::string("the payload has no ") + required};
  }
  if (type != "mdm" && !payload->at("aps").is_object())
    return refusal{"PayloadEmpty", "aps must be an object"};
  return std::nullopt;
}

}  // namespace carillon::sandbox
