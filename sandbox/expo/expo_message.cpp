#include "sandbox/expo/expo_message.hpp"

#include <algorithm>
#include <array>

#include "base/ids.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::size_t most_bytes = 4096;

enum class type : std::uint8_t { recipient, text, whole, truth, object, sound, priority, interruption };

struct field {
  std::string_view name;
  type of;
};
constexpr auto fields = std::to_array<field>({{"to", type::recipient},
                                              {"data", type::object},
                                              {"title", type::text},
                                              {"subtitle", type::text},
                                              {"body", type::text},
                                              {"sound", type::sound},
                                              {"ttl", type::whole},
                                              {"expiration", type::whole},
                                              {"priority", type::priority},
                                              {"interruptionLevel", type::interruption},
                                              {"badge", type::whole},
                                              {"channelId", type::text},
                                              {"icon", type::text},
                                              {"richContent", type::object},
                                              {"categoryId", type::text},
                                              {"mutableContent", type::truth},
                                              {"collapseId", type::text},
                                              {"tag", type::text},
                                              {"_contentAvailable", type::truth}});

bool is_token(const json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  const bool is_bracketed =
      (text.starts_with("ExponentPushToken[") || text.starts_with("ExpoPushToken[")) && text.ends_with(']');
  return is_bracketed || uuid::parse(text);
}

bool is_word(const json& value, std::initializer_list<std::string_view> allowed) {
  return value.is_string() && std::ranges::find(allowed, value.get<std::string>()) != allowed.end();
}

bool is_of(type wanted, const json& value) {
  switch (wanted) {
    case type::recipient:
      return is_token(value) || (value.is_array() && !value.empty() && std::ranges::all_of(value, is_token));
    case type::text:
      return value.is_string();
    case type::whole:
      return value.is_number_integer() && value >= 0;
    case type::truth:
      return value.is_boolean();
    case type::object:
      return value.is_object();
    case type::sound:
      return value.is_string() || value.is_null() || value.is_object();
    case type::priority:
      return is_word(value, {"default", "normal", "high"});
    case type::interruption:
      return is_word(value, {"active", "critical", "passive", "time-sensitive"});
  }
  return false;
}

}  // namespace

std::optional<std::string> check_expo_message(const json& message) {
  if (!message.is_object()) return "\"value\" must be of type object";
  if (!message.contains("to")) return "\"to\" is required";
  for (const auto& [name, value] : message.items()) {
    const auto* const known = std::ranges::find(fields, name, &field::name);
    if (known == fields.end()) return '"' + name + "\" is not allowed";
    if (!is_of(known->of, value)) return '"' + name + "\" is invalid";
  }
  return std::nullopt;
}

std::vector<std::string> expo_tokens_of(const json& message) {
  const json& to = message.at("to");
  if (to.is_string()) return {to.get<std::string>()};
  return to.get<std::vector<std::string>>();
}

bool is_expo_message_too_big(const json& message) {
  json counted = message;
  counted.erase("to");
  return dump_json(counted).size() > most_bytes;
}

std::string_view inside_of_token(std::string_view token) noexcept {
  const auto open = token.find('[');
  return open == token.npos ? token : token.substr(open + 1, token.size() - open - 2);
}

std::string_view project_of_token(std::string_view token) noexcept {
  const auto inside = inside_of_token(token);
  const auto dot = inside.find('.');
  return dot == inside.npos ? std::string_view() : inside.substr(0, dot);
}

}  // namespace carillon::sandbox
