#include "base/schema.hpp"

#include <algorithm>
#include <cmath>

namespace carillon::schema {
namespace {

/// Of a key in a path: each value below an object of free keys copies them.
constexpr std::size_t max_name_in_path = 100;
constexpr auto unlimited = std::numeric_limits<std::int64_t>::max();

std::string_view type_name(rule::type kind) noexcept {
  switch (kind) {
    case rule::type::text:
      return "string";
    case rule::type::integer:
      return "integer";
    case rule::type::boolean:
      return "boolean";
    case rule::type::object:
      return "object";
    case rule::type::array:
      return "array";
    case rule::type::any:
      return "any";
  }
  return "any";
}

bool has_type(const json& value, rule::type kind) noexcept {
  switch (kind) {
    case rule::type::text:
      return value.is_string();
    case rule::type::integer:
      return value.is_number_integer();
    case rule::type::boolean:
      return value.is_boolean();
    case rule::type::object:
      return value.is_object();
    case rule::type::array:
      return value.is_array();
    case rule::type::any:
      return true;
  }
  return false;
}

void check_size(const rule& expected, std::int64_t size, std::string_view unit, const std::string& path,
                complaints& found) {
  const auto say = [&](std::string_view bound, std::int64_t limit) {
    auto what = "should have " + std::string(bound) + ' ' + std::to_string(limit) + ' ' + std::string(unit);
    if (limit != 1) what += 's';
    found.push_back(complaint_of(path, what));
  };
  if (size < expected.min) say("at least", expected.min);
  if (size > expected.max) say("at most", expected.max);
}

void check_text(const rule& expected, const std::string& value, const std::string& path, complaints& found) {
  const bool has_limits = expected.min > 0 || expected.max != unlimited;
  if (has_limits) check_size(expected, code_points(value), "character", path, found);
  if (!expected.one_of.empty() && std::ranges::find(expected.one_of, value) == expected.one_of.end()) {
    std::string what = "should be one of: ";
    for (const auto& allowed : expected.one_of) {
      if (&allowed != &expected.one_of.front()) what += ", ";
      what += allowed;
    }
    found.push_back(complaint_of(path, what));
  }
  if (const auto refused = expected.check ? expected.check(value) : std::nullopt) {
    found.push_back(complaint_of(path, *refused));
  }
}

/// JSON has one kind of number: 60.0 is an integer as well (JSON Schema 2020-12, 6.1.1).
void make_integer(json& value) {
  constexpr double exact = 9'007'199'254'740'992;  // 2^53
  if (!value.is_number_float()) return;
  const auto number = value.get<double>();
  if (std::trunc(number) == number && std::abs(number) <= exact) value = static_cast<std::int64_t>(number);
}

void check_integer(const rule& expected, const json& value, const std::string& path, complaints& found) {
  const bool is_beyond = value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{unlimited};
  const auto number = is_beyond ? unlimited : value.get<std::int64_t>();
  if (number < expected.min) {
    found.push_back(complaint_of(path, "should be at least " + std::to_string(expected.min)));
  }
  if (is_beyond || number > expected.max) {
    found.push_back(complaint_of(path, "should be at most " + std::to_string(expected.max)));
  }
}

void check_array(const rule& expected, json& value, const std::string& path, complaints& found) {
  const auto size = static_cast<std::int64_t>(value.size());
  check_size(expected, size, "item", path, found);
  if (size > expected.max) return;
  for (std::size_t index = 0; index < value.size() && found.size() < max_complaints; ++index) {
    validate_at(*expected.items, value[index], child_path(path, std::to_string(index)), found);
  }
}

void check_field(const field& expected, json& object, const std::string& path, complaints& found) {
  const auto place = object.find(expected.name);
  const bool is_absent = place == object.end() || (place->is_null() && expected.is == presence::optional);
  if (is_absent) {
    if (expected.is == presence::required)
      found.push_back(complaint_of(child_path(path, expected.name), "is missing"));
    if (place != object.end()) object.erase(place);
    return;
  }
  if (place->is_null() && expected.is == presence::nullable) return;
  validate_at(expected.value, *place, child_path(path, expected.name), found);
}

void check_unknown(const rule& expected, json& object, const std::string& path, complaints& found) {
  for (auto place = object.begin(); place != object.end() && found.size() < max_complaints;) {
    const auto& key = place.key();
    if (std::ranges::any_of(expected.fields, [&](const field& one) { return one.name == key; })) {
      ++place;
    } else if (expected.unknown == unknown_keys::refused) {
      found.push_back(complaint_of(path, "doesn't allow key: " + key.substr(0, 100)));
      ++place;
    } else {
      place = object.erase(place);
    }
  }
}

void check_object(const rule& expected, json& value, const std::string& path, complaints& found) {
  if (expected.unknown != unknown_keys::kept) check_unknown(expected, value, path, found);
  for (const auto& one : expected.fields) {
    if (found.size() < max_complaints) check_field(one, value, path, found);
  }
  if (static_cast<std::int64_t>(value.size()) < expected.min) {
    found.push_back(complaint_of(path, "should not be empty"));
  }
}

}  // namespace

rule text(length limits, text_check check) {
  return {.kind = rule::type::text, .min = limits.min, .max = limits.max, .check = check};
}

rule one_of(std::vector<std::string_view> values) {
  return {.kind = rule::type::text, .one_of = std::move(values)};
}

rule integer(length limits) {
  return {.kind = rule::type::integer, .min = limits.min, .max = limits.max};
}

rule object(std::vector<field> fields, unknown_keys unknown) {
  return {.kind = rule::type::object, .fields = std::move(fields), .unknown = unknown};
}

rule free_object() {
  return object({}, unknown_keys::kept);
}

rule custom_attributes() {
  auto out = free_object();
  out.custom = [](json& value, const std::string& path, complaints& found) {
    if (value.empty() || dump_json(value).size() <= most_custom_attributes) return;
    const auto most = std::to_string(most_custom_attributes);
    found.push_back(complaint_of(path, "should have at most " + most + " bytes"));
  };
  return out;
}

rule array_of(rule items, length limits) {
  return {.kind = rule::type::array,
          .min = limits.min,
          .max = limits.max,
          .items = std::make_shared<const rule>(std::move(items))};
}

void validate_at(const rule& expected, json& value, const std::string& path, complaints& found) {
  if (expected.kind == rule::type::integer) make_integer(value);
  if (!has_type(value, expected.kind)) {
    found.push_back(complaint_of(path, "should be of type " + std::string(type_name(expected.kind))));
    return;
  }
  const auto before = found.size();
  if (value.is_string()) check_text(expected, value.get_ref<const std::string&>(), path, found);
  if (expected.kind == rule::type::integer) check_integer(expected, value, path, found);
  if (expected.kind == rule::type::array) check_array(expected, value, path, found);
  if (expected.kind == rule::type::object) check_object(expected, value, path, found);
  if (expected.custom && found.size() == before) expected.custom(value, path, found);
}

complaints validate(const rule& root, json& value) {
  complaints found;
  validate_at(root, value, {}, found);
  if (found.size() > max_complaints) found.resize(max_complaints);
  return found;
}

std::string complaint_of(const std::string& path, std::string_view what) {
  return "Param '" + (path.empty() ? "(root)" : path) + "' " + std::string(what);
}

std::string child_path(const std::string& path, std::string_view name) {
  std::string out = path.empty() ? path : path + '.';
  return out.append(name.substr(0, max_name_in_path));
}

std::int64_t code_points(std::string_view text) noexcept {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

}  // namespace carillon::schema
