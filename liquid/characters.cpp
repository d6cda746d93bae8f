#include "liquid/characters.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace carillon::liquid {
namespace {

constexpr bool is_between(char32_t point, char32_t first, char32_t last) noexcept {
  return point >= first && point <= last;
}

/// The capital of a lower-case letter of two bytes (U+0080 to U+07FF), else the letter itself. Only pairs of
/// which both sides have two bytes: changing the case keeps the length.
constexpr char32_t upper_of(char32_t point) noexcept {
  if (is_between(point, 0xe0, 0xfe) && point != 0xf7) return point - 0x20;
  if (is_between(point, 0x100, 0x137) && point != 0x131) return point & ~char32_t{1};
  if (is_between(point, 0x139, 0x148)) return point % 2 == 0 ? point - 1 : point;
  if (is_between(point, 0x14a, 0x177)) return point & ~char32_t{1};
  if (is_between(point, 0x179, 0x17e)) return point % 2 == 0 ? point - 1 : point;
  if (is_between(point, 0x3b1, 0x3c9) && point != 0x3c2) return point - 0x20;
  if (is_between(point, 0x430, 0x44f)) return point - 0x20;
  if (is_between(point, 0x450, 0x45f)) return point - 0x50;
  return point;
}

constexpr char32_t lower_of(char32_t point) noexcept {
  if (is_between(point, 0xc0, 0xde) && point != 0xd7) return point + 0x20;
  if (is_between(point, 0x100, 0x137) && point != 0x130) return point | 1;
  if (is_between(point, 0x139, 0x148)) return point % 2 == 1 ? point + 1 : point;
  if (is_between(point, 0x14a, 0x177)) return point | 1;
  if (is_between(point, 0x179, 0x17e)) return point % 2 == 1 ? point + 1 : point;
  if (is_between(point, 0x391, 0x3a9) && point != 0x3a2) return point + 0x20;
  if (is_between(point, 0x410, 0x42f)) return point + 0x20;
  if (is_between(point, 0x400, 0x40f)) return point + 0x50;
  return point;
}

template <class ChangeAscii, class ChangePoint>
std::string change_case(std::string_view text, ChangeAscii change_ascii, ChangePoint change_point) {
  std::string out(text);
  for (std::size_t at = 0; at < out.size();) {
    const auto length = first_character(text.substr(at));
    if (length == 1) {
      out[at] = change_ascii(out[at]);
    } else if (length == 2) {
      const auto lead = static_cast<unsigned char>(out[at]);
      const auto trail = static_cast<unsigned char>(out[at + 1]);
      const auto point = change_point(static_cast<char32_t>((lead & 0x1f) << 6 | (trail & 0x3f)));
      out[at] = static_cast<char>(0xc0 | point >> 6);
      out[at + 1] = static_cast<char>(0x80 | (point & 0x3f));
    }
    at += length;
  }
  return out;
}

}  // namespace

std::size_t first_character(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t promised = lead >= 0xf0 ? lead < 0xf8 ? 4 : 1 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  if (promised > text.size()) return 1;
  for (std::size_t index = 1; index < promised; ++index) {
    if ((static_cast<unsigned char>(text[index]) & 0xc0) != 0x80) return 1;
  }
  return promised;
}

std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text));
  return count;
}

std::size_t bytes_of(std::string_view text, std::size_t count) noexcept {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += first_character(text.substr(at));
  return at;
}

std::string_view trimmed_left(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view trimmed_right(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trimmed(std::string_view text) noexcept {
  return trimmed_left(trimmed_right(text));
}

std::string to_upper(std::string_view text) {
  return change_case(
      text, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; }, upper_of);
}

std::string to_lower(std::string_view text) {
  return change_case(
      text, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }, lower_of);
}

std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  // glibc's memmem is the two-way algorithm: linear whatever the texts are.
  const auto* const found = ::memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
               : std::string_view::npos;
}

}  // namespace carillon::liquid
