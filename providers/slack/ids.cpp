#include "providers/slack/ids.hpp"

#include <algorithm>

namespace carillon::providers::slack {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

schema::refusal check_app_id(std::string_view value) noexcept {
  const auto is_allowed = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
  if (!value.empty() && std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[0-9A-Z]+$";
}

schema::refusal check_client_id(std::string_view value) noexcept {
  const auto dot = value.find('.');
  if (dot != value.npos && is_number(value.substr(0, dot)) && is_number(value.substr(dot + 1)))
    return std::nullopt;
  return "should match the pattern ^[0-9]+\\.[0-9]+$";
}

}  // namespace carillon::providers::slack
