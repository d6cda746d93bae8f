#include "providers/fcm/request.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr std::size_t payload_limit = 4096;
constexpr std::int64_t longest_ttl = 2'419'200;  // seconds, four weeks
constexpr std::size_t id_length = 36;

/// Keys that FCM refuses in `data` (providers.md 2).
bool is_reserved(std::string_view key) {
  return key == "from" || key == "message_type" || key.starts_with("google") || key.starts_with("gcm");
}

/// `data` takes strings only: other values travel as their JSON text.
json make_data(const push_message& message, const spliced_text::placeholders& mark) {
  json data = json::object();
  if (message.custom_attributes.is_object()) {
    for (const auto& [key, value] : message.custom_attributes.items()) {
      if (!is_reserved(key)) data[key] = value.is_string() ? value : json(dump_json(value));
    }
  }
  if (!message.action_url.empty()) data["action_url"] = message.action_url;
  if (!message.category.empty()) data["category"] = message.category;
  if (!message.topic.empty()) data["topic"] = message.topic;
  data["nid"] = mark(splice::notification);
  data["did"] = mark(splice::delivery);
  return data;
}

/// The retry handles of providers.md 15: a duplicate replaces what it repeats.
void add_retry_handles(json& message, const spliced_text::placeholders& mark) {
  message["android"]["collapse_key"] = mark(splice::notification);
  message["android"]["notification"]["tag"] = mark(splice::notification);
  message["apns"]["headers"]["apns-collapse-id"] = mark(splice::notification);
  message["webpush"]["headers"]["Topic"] = mark(splice::short_notification);
}

std::size_t text_bytes(const json& object) {
  std::size_t total = 0;
  if (!object.is_object()) return total;
  for (const auto& [key, value] : object.items()) {
    total += key.size() +
             (value.is_string() ? value.get_ref<const std::string&>().size() : dump_json(value).size());
  }
  return total;
}

}  // namespace

request_template::request_template(const push_message& message, const config& integration, timestamp now)
    : path_("/v1/projects/" + percent_encode(integration.project_id) + "/messages:send") {
  const spliced_text::placeholders mark;
  json data = make_data(message, mark);
  json notification{{"title", message.title}};
  if (!message.content.empty()) notification["body"] = message.content;
  // The placeholders stand for two ids; what the client receives is what Google counts.
  const std::size_t placeholder_bytes = mark(splice::notification).size();
  payload_bytes_ = text_bytes(data) - 2 * placeholder_bytes + 2 * id_length + text_bytes(notification);

  json body{{"token", mark(splice::token)},
            {"notification", std::move(notification)},
            {"data", std::move(data)},
            {"android", {{"priority", "HIGH"}}}};
  if (message.expires_at_unix > 0) {
    const std::int64_t left = message.expires_at_unix - to_unix_ms(now) / 1000;
    body["android"]["ttl"] = std::to_string(std::clamp<std::int64_t>(left, 0, longest_ttl)) + "s";
  }
  add_retry_handles(body, mark);
  if (message.provider_override.is_object()) body.merge_patch(message.provider_override);
  body_ = spliced_text(json{{"message", std::move(body)}}, mark);
}

result<void> request_template::render(const push_target& target, std::string_view authorization,
                                      net::http_request& out) const {
  out.clear();
  if (payload_bytes_ > payload_limit) {
    return error(errc::too_large, "notification and data have " + std::to_string(payload_bytes_) +
                                      " bytes; FCM takes " + std::to_string(payload_limit));
  }
  const std::string notification = target.notification.to_string();
  const std::string delivery = target.delivery.to_string();
  const std::string topic = base64url_encode(target.notification.raw());
  std::string token;
  append_json_escaped(token, target.token);
  spliced_text::values values{};
  values[static_cast<std::size_t>(splice::token)] = token;
  values[static_cast<std::size_t>(splice::notification)] = notification;
  values[static_cast<std::size_t>(splice::short_notification)] = topic;
  values[static_cast<std::size_t>(splice::delivery)] = delivery;
  body_.append_to(out.body, values);
  out.path = path_;
  out.headers.push_back({"authorization", std::string(authorization)});
  out.headers.push_back({"content-type", "application/json"});
  return {};
}

}  // namespace carillon::providers::fcm
