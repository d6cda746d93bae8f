#include "api/http/ellipsis.hpp"

#include <cstdint>
#include <string_view>

namespace carillon::api {
namespace {

constexpr bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Where the code point after the one at `at` begins.
std::size_t next(std::string_view text, std::size_t at) noexcept {
  do ++at;
  while (at < text.size() && is_continuation(text[at]));
  return at;
}

std::size_t previous(std::string_view text, std::size_t at) noexcept {
  do --at;
  while (at > 0 && is_continuation(text[at]));
  return at;
}

std::uint32_t code_point(std::string_view text, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  const auto size = next(text, at) - at;
  std::uint32_t value = size == 1 ? first : first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i)
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
  return value;
}

constexpr std::uint32_t zero_width_joiner = 0x200d;

/// Belongs to the character before it.
bool is_attached(std::uint32_t point) noexcept {
  return (point >= 0x300 && point <= 0x36f) || (point >= 0x1ab0 && point <= 0x1aff) ||
         (point >= 0x20d0 && point <= 0x20ff) || (point >= 0xfe00 && point <= 0xfe0f) ||
         (point >= 0x1f3fb && point <= 0x1f3ff) || point == zero_width_joiner;
}

}  // namespace

void cut_text(std::string& text, std::size_t most, std::string_view ending) {
  std::size_t ending_points = 0;
  for (std::size_t at = 0; at < ending.size(); at = next(ending, at)) ++ending_points;
  std::size_t points = 0;
  std::size_t cut = 0;  // behind as many code points as leave room for the ending
  for (std::size_t at = 0; at < text.size(); at = next(text, at)) {
    if (points == most - ending_points) cut = at;
    if (++points <= most) continue;
    while (cut > 0 && (is_attached(code_point(text, cut)) ||
                       code_point(text, previous(text, cut)) == zero_width_joiner)) {
      cut = previous(text, cut);
    }
    text.resize(cut);
    text.append(ending);
    return;
  }
}

}  // namespace carillon::api
