#include "store/import_line.hpp"

#include <algorithm>

#include "base/field_checks.hpp"

namespace carillon::store {

namespace {

using check = schema::refusal (*)(std::string_view) noexcept;
using fault = std::optional<line_refusal>;

constexpr std::size_t most_devices = most_tokens;

fault refuse(std::string field, std::string_view reason) {
  return line_refusal{std::move(field), std::string(reason)};
}

// Null counts as absent: exports write it for what they do not know.
fault read_text(const json& value, std::string field, check rule, std::optional<std::string>& out) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_string()) return refuse(std::move(field), "should be of type string");
  const auto& text = value.get_ref<const std::string&>();
  if (const auto reason = rule(text)) return refuse(std::move(field), *reason);
  out = text;
  return std::nullopt;
}

fault read_phone_numbers(const json& value, user_fields& out) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_array()) return refuse("phone_numbers", "should be of type array");
  if (value.size() > schema::most_phone_numbers)
    return refuse("phone_numbers", "should have at most 50 items");
  std::vector<std::string> numbers;
  for (const auto& number : value) {
    const auto field = "phone_numbers." + std::to_string(numbers.size());
    std::optional<std::string> text;
    if (auto broken = read_text(number, field, schema::check_phone_number, text)) return broken;
    if (!text) return refuse(field, "should be of type string");
    numbers.push_back(std::move(*text));
  }
  out.phone_numbers = std::move(numbers);
  return std::nullopt;
}

fault read_attributes(json& value, user_fields& out) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) return refuse("custom_attributes", "should be of type object");
  if (dump_json(value).size() > schema::most_custom_attributes)
    return refuse("custom_attributes", "is too large");
  out.custom_attributes = std::move(value);
  return std::nullopt;
}

/// "Param 'apns.0.device_token' is missing", as the schema says it, cut in two.
line_refusal refusal_of(std::string_view complaint) {
  const auto begin = complaint.find('\'') + 1;
  const auto end = complaint.find("' ", begin);
  return {std::string(complaint.substr(begin, end - begin)), std::string(complaint.substr(end + 2))};
}

fault read_devices(json& value, const token_kind& kind, std::vector<device_token>& out) {
  if (value.is_null()) return std::nullopt;
  const std::string name(kind.name);
  if (!value.is_array()) return refuse(name, "should be of type array");
  if (value.size() > most_devices) return refuse(name, "should have at most 50 items");
  for (std::size_t i = 0; i < value.size(); ++i) {
    schema::complaints found;
    schema::validate_at(kind.payload, value[i], name + "." + std::to_string(i), found);
    if (!found.empty()) return refusal_of(found.front());
    device_token token;
    token.via = kind.via;
    token.token = text_of(value[i], "device_token");
    token.app_id = text_of(value[i], "app_id");
    token.installation = text_of(value[i], "installation_id");
    out.push_back(std::move(token));
  }
  return std::nullopt;
}

fault read_field(const std::string& name, json& value, token_kinds kinds, import_line& out) {
  auto& user = out.user;
  // An empty identity is an absent one, as in the API.
  const bool is_blank = value.is_string() && value.get_ref<const std::string&>().empty();
  if (name == "external_id")
    return is_blank ? std::nullopt : read_text(value, name, schema::check_external_id, user.external_id);
  if (name == "email")
    return is_blank ? std::nullopt : read_text(value, name, schema::check_email, user.email);
  if (name == "first_name") return read_text(value, name, schema::check_name, user.first_name);
  if (name == "last_name") return read_text(value, name, schema::check_name, user.last_name);
  if (name == "phone_numbers") return read_phone_numbers(value, user);
  if (name == "custom_attributes") return read_attributes(value, user);
  const auto kind = std::ranges::find(kinds, name, &token_kind::name);
  if (kind != kinds.end()) return read_devices(value, *kind, out.tokens);
  return refuse(name, "is not a field of a user");
}

}  // namespace

std::variant<import_line, line_refusal> parse_import_line(std::string_view text, token_kinds kinds) {
  auto parsed = parse_json(text);
  if (!parsed) return line_refusal{"(line)", parsed.error().detail};
  if (!parsed->is_object()) return line_refusal{"(line)", "should be a JSON object"};
  import_line out;
  for (auto& [name, value] : parsed->items()) {
    if (auto broken = read_field(name, value, kinds, out)) return *broken;
  }
  if (!out.user.external_id && !out.user.email) return line_refusal{"external_id", "or email is missing"};
  return out;
}

}  // namespace carillon::store
