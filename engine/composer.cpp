#include "engine/composer.hpp"

#include <string>
#include <string_view>

#include "engine/markdown_text.hpp"

namespace carillon::engine {
namespace {

/// The member, or null when it or its parent is missing.
const json& member(const json& object, std::string_view name) {
  static const json absent;
  if (!object.is_object()) return absent;
  const auto found = object.find(name);
  return found == object.end() ? absent : *found;
}

std::string text_of(const json& object, std::string_view name) {
  const auto& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// What the channel's override says, else what the broadcast says.
std::string chosen(const json& body, const json& override, std::string_view name) {
  return member(override, name).is_string() ? text_of(override, name) : text_of(body, name);
}

const json& provider_override(const json& body, provider via) {
  const auto& all = member(member(body, "overrides"), "providers");
  const auto& own = member(all, to_string(via));
  if (!own.is_null()) return own;
  return member(all, via == provider::apns ? "ios" : via == provider::fcm ? "android" : "");
}

}  // namespace

json with_content(json body, std::string content) {
  body["content"] = std::move(content);
  return body;
}

providers::push_message compose_push(const json& body, provider via, std::int64_t expires_at_unix) {
  const auto& override =
      member(member(member(body, "overrides"), "channels"), to_string(channel::mobile_push));
  providers::push_message message;
  message.title = strip_markdown(chosen(body, override, "title"));
  message.content = strip_markdown(chosen(body, override, "content"));
  message.action_url = chosen(body, override, "action_url");
  message.category = text_of(body, "category");
  message.topic = text_of(body, "topic");
  message.custom_attributes = member(body, "custom_attributes");
  message.provider_override = provider_override(body, via);
  message.expires_at_unix = expires_at_unix;
  return message;
}

}  // namespace carillon::engine
