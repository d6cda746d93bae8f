#include "base/text_checks.hpp"

#include <algorithm>

namespace carillon::schema {
namespace {

constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_any_of(char c, std::string_view set) noexcept {
  return set.find(c) != set.npos;
}

std::size_t take_while(std::string_view& text, auto is_wanted) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_wanted(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view expected) noexcept {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

constexpr auto is_dash = [](char c) { return c == '-'; };

/// One armour line without its end: dashes, an optional space, the word, the label, dashes.
bool take_armour(std::string_view& text, std::string_view word, std::string_view label) noexcept {
  if (take_while(text, is_dash) == 0) return false;
  if (!text.empty() && is_any_of(text.front(), " \t\n\r")) text.remove_prefix(1);
  if (!take(text, word)) return false;
  if (label.empty()) {
    if (take_while(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == ' '; }) == 0) return false;
  } else if (!take(text, label)) {
    return false;
  }
  return take_while(text, is_dash) > 0;
}

bool is_armoured(std::string_view text, std::string_view label) noexcept {
  if (!take_armour(text, "BEGIN", label) || !take(text, "\n")) return false;
  const auto is_base64 = [](char c) { return is_letter(c) || is_digit(c) || is_any_of(c, "+/\r\n"); };
  if (take_while(text, is_base64) < 2) return false;
  // The newline before the end line was taken with the lines above it, unless padding stands between.
  const bool is_padded = text.starts_with('=');
  if (is_padded && take_while(text, [](char c) { return c == '='; }) > 2) return false;
  if (is_padded && !take(text, "\n")) return false;
  if (!is_padded && *(text.data() - 1) != '\n') return false;
  if (!take_armour(text, "END", label)) return false;
  return text.empty() || text == "\n";
}

}  // namespace

refusal check_label(std::string_view value) noexcept {
  const auto is_allowed = [](char c) { return is_letter(c) || is_digit(c) || is_any_of(c, "_.-/:"); };
  if (!value.empty() && std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[A-Za-z0-9_\\.\\-/:]+$";
}

refusal check_visible(std::string_view value) noexcept {
  if (std::ranges::all_of(value, [](char c) { return c > ' ' && c <= '~'; })) return std::nullopt;
  return "should be visible ASCII characters";
}

refusal check_no_controls(std::string_view value) noexcept {
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20) || c == 0x7f; };
  if (std::ranges::none_of(value, is_control)) return std::nullopt;
  return "should have no control characters";
}

refusal check_domain(std::string_view value) noexcept {
  constexpr std::string_view refused = "should be a domain such as mg.example.com";
  char before = '.';  // a label begins and ends with a letter, a digit or an underscore
  for (const char c : value) {
    const bool is_plain = is_letter(c) || is_digit(c) || c == '_';
    const bool is_allowed =
        is_plain || (c == '-' && before != '.') || (c == '.' && before != '.' && before != '-');
    if (!is_allowed) return refused;
    before = c;
  }
  if (before == '.' || before == '-') return refused;
  return std::nullopt;
}

refusal check_uri(std::string_view value) noexcept {
  constexpr std::string_view refused = "should be a valid uri";
  auto rest = value;
  if (rest.empty() || !is_letter(rest.front())) return refused;
  take_while(rest, [](char c) { return is_letter(c) || is_digit(c) || is_any_of(c, "+-."); });
  if (!take(rest, ":") || rest.empty() || rest == "//") return refused;
  const auto is_odd = [](char c) {
    return (static_cast<unsigned char>(c) <= 0x20) || c == 0x7f || is_any_of(c, "\"<>\\^`{|}");
  };
  if (std::ranges::any_of(rest, is_odd)) return refused;
  return std::nullopt;
}

refusal check_private_key(std::string_view value) noexcept {
  if (is_armoured(value, " PRIVATE KEY")) return std::nullopt;
  return "should be a private key in PEM form (-----BEGIN PRIVATE KEY-----)";
}

refusal check_pem(std::string_view value) noexcept {
  if (is_armoured(value, {})) return std::nullopt;
  return "should be a key in PEM form (-----BEGIN … KEY-----)";
}

}  // namespace carillon::schema
