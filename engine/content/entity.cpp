#include "engine/content/entity.hpp"

#include <charconv>
#include <cstdint>

#include "engine/content/entity_names.hpp"

namespace carillon::engine {
namespace {

constexpr char32_t replacement = 0xfffd;
constexpr std::size_t longest_name = 16;

void append_character(std::string& out, char32_t character) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xc0 | (character >> 6));
    byte(0x80 | (character & 0x3f));
  } else if (character < 0x10000) {
    byte(0xe0 | (character >> 12));
    byte(0x80 | ((character >> 6) & 0x3f));
    byte(0x80 | (character & 0x3f));
  } else {
    byte(0xf0 | (character >> 18));
    byte(0x80 | ((character >> 12) & 0x3f));
    byte(0x80 | ((character >> 6) & 0x3f));
    byte(0x80 | (character & 0x3f));
  }
}

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
  return entity{has_end ? end + 1 : end, is_character ? char32_t{value} : replacement};
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
  append_character(out, found->character);
  return out;
}

}  // namespace carillon::engine
