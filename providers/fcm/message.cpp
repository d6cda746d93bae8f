#include "providers/fcm/message.hpp"

#include <algorithm>

#include "providers/fcm/override.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr std::int64_t longest_ttl = 2'419'200;  // seconds, four weeks

json make_own_data(const message& composed, const spliced_text::placeholders& mark) {
  json data = json::object();
  if (!composed.action_url.empty()) data["action_url"] = composed.action_url;
  if (!composed.category.empty()) data["category"] = composed.category;
  if (!composed.topic.empty()) data["topic"] = composed.topic;
  data["nid"] = mark(splice::notification);
  data["did"] = mark(splice::delivery);
  return data;
}

/// `data` takes strings only: other values travel as their JSON text.
json make_data(const message& composed, const spliced_text::placeholders& mark,
               std::vector<std::string>& left_out) {
  json data = make_own_data(composed, mark);
  const auto& attributes = composed.custom_attributes;
  if (!attributes.is_object()) return data;
  for (const auto& [key, value] : attributes.items()) {
    if (is_reserved_data_key(key) || data.contains(key)) {
      left_out.push_back(key.empty() ? "(no name)" : key);
    } else {
      data[key] = value.is_string() ? value : json(dump_json(value));
    }
  }
  return data;
}

/// The retry handles of providers.md 15: a duplicate replaces what it repeats.
void add_retry_handles(json& document, const spliced_text::placeholders& mark) {
  document["android"]["collapse_key"] = mark(splice::notification);
  document["android"]["notification"]["tag"] = mark(splice::notification);
  document["apns"]["headers"]["apns-collapse-id"] = mark(splice::notification);
  document["webpush"]["headers"]["Topic"] = mark(splice::short_notification);
}

/// Nothing to show: absent, "", or a dictionary of such.
bool is_blank(const json& value) noexcept {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  if (value.is_object()) return std::ranges::all_of(value, [](const json& inner) { return is_blank(inner); });
  return value.is_null();
}

/// With no notification there is nothing a tag could name, and a dictionary of it alone would make FCM show
/// an empty one.
void hush(json& document, const json& wanted) {
  if (!is_blank(member_of(document, "notification"))) return;
  document.erase("notification");
  const auto& own = member_of(member_of(wanted, "android"), "notification");
  if (is_blank(own) && document.contains("android") && document["android"].is_object()) {
    document["android"].erase("notification");
  }
}

std::size_t size_of_map(const json& map, const spliced_text::placeholders& mark,
                        const spliced_text::sizes& sizes) {
  std::size_t bytes = 0;
  if (!map.is_object()) return bytes;
  for (const auto& [key, value] : map.items()) {
    bytes += key.size() + (value.is_string() ? mark.final_size(value.get_ref<const std::string&>(), sizes)
                                             : dump_json(value).size());
  }
  return bytes;
}

std::size_t size_of_object(const json& object, const spliced_text::placeholders& mark,
                           const spliced_text::sizes& sizes) {
  return object.empty() ? 0 : mark.final_size(dump_json(object), sizes);
}

}  // namespace

message_document make_message(const message& composed, const spliced_text::placeholders& mark,
                              timestamp now) {
  message_document made;
  json notification{{"title", composed.title}};
  if (!composed.content.empty()) notification["body"] = composed.content;
  made.document = {{"token", mark(splice::token)},
                   {"notification", std::move(notification)},
                   {"data", make_data(composed, mark, made.left_out)},
                   {"android", {{"priority", "HIGH"}}}};
  if (composed.expires_at_unix > 0) {
    const std::int64_t left = composed.expires_at_unix - to_unix_ms(now) / 1000;
    made.document["android"]["ttl"] = std::to_string(std::clamp<std::int64_t>(left, 0, longest_ttl)) + "s";
  }
  add_retry_handles(made.document, mark);
  if (!composed.provider_override.is_object()) return made;
  const auto wanted = to_snake_case(composed.provider_override);
  made.document.merge_patch(wanted);
  hush(made.document, wanted);
  return made;
}

std::size_t counted_bytes(const json& document, const spliced_text::placeholders& mark) {
  spliced_text::sizes sizes{};
  sizes[static_cast<std::size_t>(splice::notification)] = 36;
  sizes[static_cast<std::size_t>(splice::delivery)] = 36;
  const auto map = [&](const json& in, const char* name) {
    return size_of_map(member_of(in, name), mark, sizes);
  };
  const auto object = [&](const json& in, const char* name) {
    return size_of_object(member_of(in, name), mark, sizes);
  };
  const auto& android = member_of(document, "android");
  const auto& webpush = member_of(document, "webpush");
  const auto added = std::max({map(android, "data") + object(android, "notification"),
                               map(webpush, "data") + object(webpush, "notification"),
                               object(member_of(document, "apns"), "payload")});
  return map(document, "data") + object(document, "notification") + added;
}

json* own_body(json& document, const message& composed) noexcept {
  const json::json_pointer place("/notification/body");
  if (composed.content.empty() || !document.contains(place)) return nullptr;
  auto& body = document[place];
  return body.is_string() && body.get_ref<const std::string&>() == composed.content ? &body : nullptr;
}

}  // namespace carillon::providers::fcm
