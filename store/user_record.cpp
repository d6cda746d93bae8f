#include "store/user_record.hpp"

#include <charconv>
#include <set>

#include "store/canonical_email.hpp"

namespace carillon::store {

namespace {

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

// Numbers that differ in spaces alone are one: the first spelling stays.
std::string join_numbers(const std::vector<std::string>& numbers) {
  std::string text;
  std::set<std::string> met;
  for (const auto& number : numbers) {
    auto digits = number;
    std::erase(digits, ' ');
    if (!met.insert(std::move(digits)).second) continue;
    if (!text.empty()) text += ',';
    text += number;
  }
  return text;
}

}  // namespace

std::vector<std::string> to_record(const user_fields& fields) {
  std::vector<std::string> out;
  const auto add = [&out](std::string_view name, std::string value) {
    out.emplace_back(name);
    out.push_back(std::move(value));
  };
  if (fields.email) {
    auto canonical = canonical_email(*fields.email);
    add("e", *fields.email);
    add("ec", canonical == ascii_lower(*fields.email) ? std::string() : std::move(canonical));
  }
  if (fields.external_id && !fields.external_id->empty()) add("x", *fields.external_id);
  if (fields.first_name) add("f", *fields.first_name);
  if (fields.last_name) add("l", *fields.last_name);
  if (fields.phone_numbers) add("ph", join_numbers(*fields.phone_numbers));
  return out;
}

result<user> parse_user(user_id id, const net::redis_reply& fields) {
  if (fields.elements.empty()) return error(errc::not_found, "no such user");
  user out;
  out.id = id;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  bool is_readable = fields.elements.size() % 2 == 0;
  for (std::size_t i = 0; is_readable && i + 1 < fields.elements.size(); i += 2) {
    const std::string& name = fields.elements[i].text;
    const std::string& value = fields.elements[i + 1].text;
    if (name == "n") {
      is_readable = read_number(value, out.number);
    } else if (name == "c") {
      is_readable = read_number(value, created);
    } else if (name == "up") {
      is_readable = read_number(value, updated);
    } else if (name == "e") {
      out.email = value;
    } else if (name == "x") {
      out.external_id = value;
    } else if (name == "f") {
      out.first_name = value;
    } else if (name == "l") {
      out.last_name = value;
    } else if (name == "ph") {
      out.phone_numbers = split(value);
    } else if (name == "ca") {
      auto parsed = parse_json(value);
      is_readable = parsed.has_value() && parsed->is_object();
      if (parsed) out.custom_attributes = std::move(*parsed);
    }
  }
  if (!is_readable) return error(errc::corrupted, "a user's record cannot be read");
  out.created = from_unix_us(created);
  out.updated = from_unix_us(updated == 0 ? created : updated);
  return out;
}

}  // namespace carillon::store
