// The words of HTTP/1.1's grammar (RFC 9110 5.6, RFC 9112), as strictly as both our framing checks read them.
// Included by the .cpp files of this room only.
#pragma once

#include <algorithm>
#include <string_view>

namespace carillon::net {

constexpr bool is_token_char(char c) noexcept {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

inline bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

/// Visible ASCII without '#': a fragment never travels in a request.
constexpr bool is_target_char(char c) noexcept {
  return c > 0x20 && c < 0x7f && c != '#';
}

/// Bytes 0x80 and up are obs-text: let through, nobody frames by them.
constexpr bool is_value_char(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

constexpr char lower_of(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

inline bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower_of, lower_of);
}

inline std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts the text up to `delimiter` off `rest`, and the delimiter with it.
inline std::string_view take_until(std::string_view& rest, std::string_view delimiter) noexcept {
  const auto end = rest.find(delimiter);
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + delimiter.size());
  return taken;
}

inline bool has_list_member(std::string_view list, std::string_view member) noexcept {
  while (!list.empty()) {
    if (equals_ignoring_case(trimmed(take_until(list, ",")), member)) return true;
  }
  return false;
}

}  // namespace carillon::net
