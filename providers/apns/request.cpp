#include "providers/apns/request.hpp"

#include <array>
#include <charconv>

#include "base/encoding.hpp"

namespace carillon::providers::apns {
namespace {

constexpr std::size_t payload_limit = 4096;
constexpr std::size_t voip_payload_limit = 5120;

/// Keys of an override that belong inside `aps`; others stand beside it.
constexpr auto aps_keys = std::to_array<std::string_view>(
    {"alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content",
     "interruption-level", "relevance-score", "target-content-id", "filter-criteria", "url-args", "timestamp",
     "event", "content-state", "stale-date", "dismissal-date", "attributes-type", "attributes"});

/// Push type → what the topic carries after the bundle id (providers.md 1).
struct topic_suffix {
  std::string_view push_type;
  std::string_view suffix;
};
constexpr auto topic_suffixes = std::to_array<topic_suffix>({{"location", ".location-query"},
                                                             {"voip", ".voip"},
                                                             {"complication", ".complication"},
                                                             {"fileprovider", ".pushkit.fileprovider"},
                                                             {"liveactivity", ".push-type.liveactivity"},
                                                             {"widgets", ".push-type.widgets"},
                                                             {"controls", ".push-type.controls"},
                                                             {"pushtotalk", ".voip-ptt"}});

json make_payload(const push_message& message, const config& integration,
                  const spliced_text::placeholders& mark) {
  json aps{{"alert", {{"title", message.title}}}, {"sound", "default"}, {"badge", mark(splice::badge)}};
  if (!message.content.empty()) aps["alert"]["body"] = message.content;
  if (!message.topic.empty()) aps["thread-id"] = message.topic;

  json payload = json::object();
  if (message.custom_attributes.is_object() && !message.custom_attributes.empty()) {
    if (integration.payload_version == 1) {
      payload = message.custom_attributes;
    } else {
      payload["custom_attributes"] = message.custom_attributes;
    }
  }
  payload["aps"] = std::move(aps);
  payload["id"] = mark(splice::notification);
  if (!message.action_url.empty()) payload["action-url"] = message.action_url;
  if (!message.category.empty()) payload["category"] = message.category;
  return payload;
}

/// Merges overrides.providers.apns: `aps` and its known keys into aps, `apns-*` into the headers, the rest
/// beside aps. As given, unchecked: APNs judges it.
void apply_override(const json& override_object, json& payload, std::map<std::string, std::string>& headers) {
  if (!override_object.is_object()) return;
  for (const auto& [name, value] : override_object.items()) {
    if (name.starts_with("apns-")) {
      headers[name] = value.is_string() ? value.get<std::string>() : dump_json(value);
    } else if (name == "aps") {
      payload["aps"].merge_patch(value);
    } else if (std::ranges::find(aps_keys, name) != aps_keys.end()) {
      payload["aps"].merge_patch(json{{name, value}});
    } else {
      payload.merge_patch(json{{name, value}});
    }
  }
}

std::string header_or(const std::map<std::string, std::string>& headers, const char* name,
                      std::string fallback) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::move(fallback) : found->second;
}

}  // namespace

std::string topic_for(std::string_view bundle_id, std::string_view push_type) {
  std::string topic(bundle_id);
  for (const auto& [type, suffix] : topic_suffixes) {
    if (type == push_type) topic += suffix;
  }
  return topic;
}

request_template::request_template(const push_message& message, const config& integration)
    : bundle_id_(integration.app_id) {
  const spliced_text::placeholders mark;
  json payload = make_payload(message, integration, mark);
  std::map<std::string, std::string> headers;
  apply_override(message.provider_override, payload, headers);

  const json& aps = payload["aps"];
  const bool is_silent = !aps.contains("alert") && aps.contains("content-available");
  push_type_ = header_or(headers, "apns-push-type", is_silent ? "background" : "alert");
  // Background pushes at priority 10 are an error (providers.md 1).
  priority_ = push_type_ == "background" ? "5" : header_or(headers, "apns-priority", "10");
  const std::string lifetime = message.expires_at_unix > 0 ? std::to_string(message.expires_at_unix) : "";
  expiration_ = header_or(headers, "apns-expiration", lifetime);
  collapse_id_ = header_or(headers, "apns-collapse-id", "");
  limit_ = push_type_ == "voip" ? voip_payload_limit : payload_limit;
  payload_ = spliced_text(payload, mark);
}

result<void> request_template::render(const push_target& target, std::string_view authorization,
                                      net::http_request& out) const {
  out.clear();
  const std::string notification = target.notification.to_string();
  std::array<char, 12> badge_text{};
  const auto badge_end =
      std::to_chars(badge_text.data(), badge_text.data() + badge_text.size(), target.badge.value_or(0)).ptr;
  spliced_text::values values{};
  values[static_cast<std::size_t>(splice::notification)] = notification;
  values[static_cast<std::size_t>(splice::badge)] = {badge_text.data(), badge_end};
  payload_.append_to(out.body, values);
  if (out.body.size() > limit_) {
    return error(errc::too_large, "the payload has " + std::to_string(out.body.size()) +
                                      " bytes; APNs takes " + std::to_string(limit_));
  }

  using enum net::header_indexing;
  out.path = "/3/device/";
  out.path += percent_encode(target.token);
  out.headers.reserve(8);
  out.headers.push_back({"authorization", std::string(authorization), allowed});
  out.headers.push_back(
      {"apns-topic", topic_for(target.app_id.empty() ? bundle_id_ : target.app_id, push_type_), allowed});
  out.headers.push_back({"apns-push-type", push_type_, allowed});
  out.headers.push_back({"apns-priority", priority_, allowed});
  if (!expiration_.empty()) out.headers.push_back({"apns-expiration", expiration_, allowed});
  out.headers.push_back({"apns-id", target.delivery.to_string(), never});
  out.headers.push_back({"apns-collapse-id", collapse_id_.empty() ? notification : collapse_id_, never});
  return {};
}

}  // namespace carillon::providers::apns
