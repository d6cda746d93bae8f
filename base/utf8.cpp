#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

#include "base/digest.hpp"
#include "base/json.hpp"

namespace carillon {
namespace {

/// What a first byte promises: how many bytes follow, and the range of the first of them (which is where
/// overlong forms, surrogates and values past U+10FFFF are told apart; Unicode 15, table 3-7).
struct lead {
  std::size_t following;
  std::uint8_t lowest_second;
  std::uint8_t highest_second;
};

constexpr lead classify(std::uint8_t first) noexcept {
  if (first >= 0xc2 && first <= 0xdf) return {1, 0x80, 0xbf};
  if (first == 0xe0) return {2, 0xa0, 0xbf};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {2, 0x80, 0xbf};
  if (first == 0xf0) return {3, 0x90, 0xbf};
  if (first >= 0xf1 && first <= 0xf3) return {3, 0x80, 0xbf};
  if (first == 0xf4) return {3, 0x80, 0x8f};
  return {0, 0, 0};
}

std::size_t skip_ascii(std::string_view text, std::size_t at) noexcept {
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    if (word & 0x8080808080808080u) break;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
  const auto bytes = as_bytes(text);
  for (auto at = skip_ascii(text, 0); at < bytes.size(); at = skip_ascii(text, at)) {
    const auto expected = classify(bytes[at]);
    if (expected.following == 0 || at + expected.following >= bytes.size()) return false;
    if (bytes[at + 1] < expected.lowest_second || bytes[at + 1] > expected.highest_second) return false;
    for (std::size_t index = 2; index <= expected.following; ++index) {
      if ((bytes[at + index] & 0xc0) != 0x80) return false;
    }
    at += expected.following + 1;
  }
  return true;
}

char32_t take_code_point(std::string_view& text) noexcept {
  const auto bytes = as_bytes(text);
  const auto first = bytes[0];
  const auto size = first < 0x80 ? 1 : classify(first).following + 1;
  if (first >= 0x80 && (size == 1 || size > text.size() || !is_valid_utf8(text.substr(0, size)))) {
    text.remove_prefix(1);
    return replacement_character;
  }
  char32_t character = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t index = 1; index < size; ++index) character = (character << 6) | (bytes[index] & 0x3fU);
  text.remove_prefix(size);
  return character;
}

void append_code_point(std::string& out, char32_t character) {
  const bool is_scalar = character <= 0x10ffff && (character < 0xd800 || character > 0xdfff);
  if (!is_scalar) character = replacement_character;
  const auto byte = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto rest = [&](unsigned shift) { byte(0x80 | ((character >> shift) & 0x3f)); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xc0 | (character >> 6));
    rest(0);
  } else if (character < 0x10000) {
    byte(0xe0 | (character >> 12));
    rest(6);
    rest(0);
  } else {
    byte(0xf0 | (character >> 18));
    rest(12);
    rest(6);
    rest(0);
  }
}

}  // namespace carillon
