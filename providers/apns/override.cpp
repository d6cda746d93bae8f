#include "providers/apns/override.hpp"

#include <array>

namespace carillon::providers::apns {
namespace {

constexpr std::string_view prefix = "apns-";
constexpr std::size_t most_collapse_id = 64;
constexpr std::size_t most_topic = 255;
/// Seconds until the year 2286; a longer number is a time in milliseconds.
constexpr std::size_t most_expiration_digits = 10;

constexpr auto push_types =
    std::to_array<std::string_view>({"alert", "background", "complication", "controls", "fileprovider",
                                     "liveactivity", "location", "mdm", "pushtotalk", "voip", "widgets"});
constexpr auto priorities = std::to_array<std::string_view>({"10", "5", "1"});

using text_rule = std::string_view (*)(std::string_view) noexcept;  // what it should be; empty: it is fine

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::string_view collapse_id_rule(std::string_view value) noexcept {
  if (value.empty() || value.size() > most_collapse_id) return "should have 1 to 64 bytes";
  return is_header_text(value) ? "" : "should have no control characters and no white space at its ends";
}

std::string_view expiration_rule(std::string_view value) noexcept {
  const bool is_time =
      !value.empty() && value.size() <= most_expiration_digits && std::ranges::all_of(value, is_digit);
  return is_time ? "" : "should be a time in unix seconds, or 0";
}

std::string_view priority_rule(std::string_view value) noexcept {
  return std::ranges::find(priorities, value) == priorities.end() ? "should be one of: 10, 5, 1" : "";
}

std::string_view push_type_rule(std::string_view value) noexcept {
  if (std::ranges::find(push_types, value) != push_types.end()) return "";
  return "should be one of: alert, background, complication, controls, fileprovider, liveactivity, location, "
         "mdm, pushtotalk, voip, widgets";
}

std::string_view topic_rule(std::string_view value) noexcept {
  const auto is_allowed = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  };
  const bool is_topic =
      !value.empty() && value.size() <= most_topic && std::ranges::all_of(value, is_allowed);
  return is_topic ? "" : "should be a topic such as com.example.app";
}

struct header_row {
  std::string_view name;
  text_rule rule;
  std::string header_overrides::* place;
};
constexpr std::array<header_row, 5> rows{{
    {"apns-collapse-id", collapse_id_rule, &header_overrides::collapse_id},
    {"apns-expiration", expiration_rule, &header_overrides::expiration},
    {"apns-priority", priority_rule, &header_overrides::priority},
    {"apns-push-type", push_type_rule, &header_overrides::push_type},
    {"apns-topic", topic_rule, &header_overrides::topic},
}};

char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
}

bool is_same_name(std::string_view given, std::string_view name) noexcept {
  return std::ranges::equal(given, name, {}, to_lower);
}

const header_row* find_row(std::string_view name) noexcept {
  const auto found =
      std::ranges::find_if(rows, [&](const header_row& row) { return is_same_name(name, row.name); });
  return found == rows.end() ? nullptr : &*found;
}

override_check fault(std::string_view name, std::string_view what) {
  return override_fault{std::string(name.substr(0, 100)), std::string(what)};
}

override_check unknown(std::string_view name) {
  const bool is_ours = is_same_name(name, "apns-id");
  return fault(name, is_ours ? "is made for each delivery" : "is no header that a broadcast can set");
}

}  // namespace

bool is_header_name(std::string_view key) noexcept {
  return is_same_name(key.substr(0, prefix.size()), prefix);
}

override_check check_header(std::string_view name, std::string_view value) {
  const auto* const row = find_row(name);
  if (!row) return unknown(name);
  const auto what = row->rule(value);
  return what.empty() ? std::nullopt : fault(name, what);
}

override_check read_headers(const json& given, header_overrides& into) {
  for (const auto& [name, value] : given.items()) {
    if (!is_header_name(name) || value.is_null()) continue;
    const auto* const row = find_row(name);
    if (!row) return unknown(name);
    if (!value.is_string() && !value.is_number_integer()) return fault(name, "should be of type string");
    auto text = value.is_string() ? value.get<std::string>() : dump_json(value);
    if (const auto what = row->rule(text); !what.empty()) return fault(name, what);
    auto& place = into.*row->place;
    if (!place.empty()) return fault(name, "should not be given twice");
    place = std::move(text);
  }
  return std::nullopt;
}

override_check check_override(const json& given) {
  header_overrides headers;
  if (auto broken = read_headers(given, headers)) return broken;
  const auto& aps = member_of(given, "aps");
  if (!aps.is_object() && !aps.is_null()) return fault("aps", "should be of type object");
  return std::nullopt;
}

}  // namespace carillon::providers::apns
