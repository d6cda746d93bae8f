// check_message_shape: types and names.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/clock.hpp"
#include "sandbox/fcm/message_check.hpp"
#include "sandbox/fcm/message_schema.hpp"

namespace carillon::sandbox {
namespace {

using violation = std::optional<message_violation>;

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
}

std::string to_snake(std::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (c != to_lower(c)) snake += '_';
    snake += to_lower(c);
  }
  return snake;
}

bool is_duration(const json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  double seconds = 0;
  const auto [end, ec] =
      std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  return ec == std::errc{} && end + 1 == text.data() + text.size() && *end == 's';
}

bool is_one_of(const json& value, std::span<const std::string_view> choices) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return std::ranges::any_of(choices, [&](std::string_view choice) {
    return std::ranges::equal(text, choice, {}, to_lower, to_lower);
  });
}

violation wrong_type(const std::string& path, std::string_view expected) {
  return message_violation{"BAD_JSON", path,
                           "Invalid value at '" + path + "' (" + std::string(expected) + ")"};
}

violation unknown_name(const std::string& key, const std::string& path) {
  const std::string where = path.empty() ? "" : " at '" + path + "'";
  return message_violation{
      "BAD_JSON", path,
      "Invalid JSON payload received. Unknown name \"" + key + "\"" + where + ": Cannot find field."};
}

violation check_map(const json& value, const std::string& path) {
  if (!value.is_object()) return wrong_type(path, "a map of strings");
  const auto wrong = std::ranges::find_if_not(value, &json::is_string);
  if (wrong == value.end()) return std::nullopt;
  return wrong_type(path + "[" + wrong.key() + "].value", "TYPE_STRING");
}

template <class Predicate>
violation check_list(const json& value, const std::string& path, Predicate is_right) {
  if (!value.is_array() || !std::ranges::all_of(value, is_right)) return wrong_type(path, "a list");
  return std::nullopt;
}

violation check_table(json& object, const message_schema& schema, const std::string& path);

violation check_field(json& value, const schema_field& field, const std::string& path) {
  const auto is_text = [](const json& item) { return item.is_string(); };
  switch (field.kind) {
    case field_kind::text:
      return value.is_string() ? std::nullopt : wrong_type(path, "TYPE_STRING");
    case field_kind::boolean:
      return value.is_boolean() ? std::nullopt : wrong_type(path, "TYPE_BOOL");
    case field_kind::integer:
      return value.is_number_integer() ? std::nullopt : wrong_type(path, "TYPE_INT32");
    case field_kind::number:
      return value.is_number() ? std::nullopt : wrong_type(path, "TYPE_FLOAT");
    case field_kind::duration:
      return is_duration(value) ? std::nullopt
                                : wrong_type(path, "type.googleapis.com/google.protobuf.Duration");
    case field_kind::time:
      return value.is_string() && parse_rfc3339(value.get_ref<const std::string&>())
                 ? std::nullopt
                 : wrong_type(path, "type.googleapis.com/google.protobuf.Timestamp");
    case field_kind::choice:
      return is_one_of(value, field.choices) ? std::nullopt : wrong_type(path, "TYPE_ENUM");
    case field_kind::text_map:
      return check_map(value, path);
    case field_kind::text_list:
      return check_list(value, path, is_text);
    case field_kind::duration_list:
      return check_list(value, path, is_duration);
    case field_kind::any_object:
      return value.is_object() ? std::nullopt
                               : wrong_type(path, "type.googleapis.com/google.protobuf.Struct");
    case field_kind::message:
      return check_table(value, *field.nested, path);
  }
  return std::nullopt;
}

violation check_table(json& object, const message_schema& schema, const std::string& path) {
  if (!object.is_object()) return wrong_type(path, "an object");
  json renamed = json::object();
  for (auto& [key, value] : object.items()) {
    const std::string name = to_snake(key);
    const schema_field* field = schema.find(name);
    if (field == nullptr) return unknown_name(key, path);
    if (renamed.contains(name)) return message_violation{"BAD_JSON", path, "Duplicate field: " + name};
    if (value.is_null()) continue;  // proto JSON: null is the default value
    const std::string inner = path.empty() ? name : path + "." + name;
    if (auto broken = check_field(value, *field, inner)) return broken;
    renamed[name] = std::move(value);
  }
  object = std::move(renamed);
  return std::nullopt;
}

}  // namespace

std::optional<message_violation> check_message_shape(json& request) {
  return check_table(request, send_request_schema(), "");
}

}  // namespace carillon::sandbox
