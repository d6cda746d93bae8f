#include "base/html_entity.hpp"

#include <charconv>
#include <cstdint>

#include "base/html_entity_names.hpp"
#include "base/utf8.hpp"

namespace carillon {
namespace {

constexpr std::size_t longest_name = 16;

bool is_digit(char c, bool is_hex) noexcept {
  const char small = static_cast<char>(c | 0x20);
  return (c >= '0' && c <= '9') || (is_hex && small >= 'a' && small <= 'f');
}

/// "&#38;", "&#x26".
std::optional<entity> numeric(std::string_view text) noexcept {
  const bool is_hex = text.size() > 2 && (text[2] | 0x20) == 'x';
  const std::size_t first = is_hex ? 3 : 2;
  auto end = first;
  while (end < text.size() && is_digit(text[end], is_hex)) ++end;
  if (end == first) return std::nullopt;
  std::uint32_t value = 0;
  const auto parsed = std::from_chars(text.data() + first, text.data() + end, value, is_hex ? 16 : 10);
  const bool is_character =
      parsed.ec == std::errc() && value != 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  const bool has_end = end < text.size() && text[end] == ';';
  return entity{has_end ? end + 1 : end, is_character ? char32_t{value} : replacement_character};
}

}  // namespace

std::optional<entity> leading_entity(std::string_view text) noexcept {
  if (!text.starts_with('&')) return std::nullopt;
  if (text.starts_with("&#")) return numeric(text);
  const auto end = text.substr(0, longest_name).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const auto name = text.substr(1, end - 1);
  const auto* const found = std::ranges::lower_bound(entity_names, name, {}, &entity_name::name);
  if (found == entity_names.end() || found->name != name) return std::nullopt;
  return entity{end + 1, found->character};
}

std::string decode_entity(std::string_view text) {
  const auto found = leading_entity(text);
  if (!found) return std::string(text);
  std::string out;
  append_code_point(out, found->character);
  return out;
}

}  // namespace carillon
