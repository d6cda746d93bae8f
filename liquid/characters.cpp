#include "liquid/characters.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace carillon::liquid {
namespace {

/// Bytes of the white space at the start of `text`: 0 when there is none. What both JavaScript and Python
/// take for it.
std::size_t leading_space(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (is_space(text.front())) return 1;
  const auto starts_with = [&](std::string_view character) { return text.starts_with(character); };
  if (starts_with("\u00a0")) return 2;
  if (text.front() != '\xe1' && text.front() != '\xe2' && text.front() != '\xe3') return 0;
  if (starts_with("\u1680") || starts_with("\u2028") || starts_with("\u2029") || starts_with("\u202f") ||
      starts_with("\u205f") || starts_with("\u3000")) {
    return 3;
  }
  return starts_with("\xe2\x80") && text.size() > 2 && text[2] >= '\x80' && text[2] <= '\x8a' ? 3 : 0;
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

std::string_view last_character(std::string_view text) noexcept {
  for (std::size_t length = std::min<std::size_t>(text.size(), 4); length > 1; --length) {
    const auto end = text.substr(text.size() - length);
    if (first_character(end) == length) return end;
  }
  return text.substr(text.size() - std::min<std::size_t>(text.size(), 1));
}

std::size_t count_characters(std::string_view text) noexcept {
  // Bytes that do not continue a character: a loop the compiler makes wide.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
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

std::string_view stripped_left(std::string_view text) noexcept {
  while (const auto length = leading_space(text)) text.remove_prefix(length);
  return text;
}

std::string_view stripped_right(std::string_view text) noexcept {
  for (;;) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    if (text.empty() || static_cast<unsigned char>(text.back()) < 0x80) return text;
    const auto last = last_character(text);
    if (last.empty() || leading_space(last) != last.size()) return text;
    text.remove_suffix(last.size());
  }
}

std::string_view stripped(std::string_view text) noexcept {
  return stripped_left(stripped_right(text));
}

std::size_t word_length(std::string_view text) noexcept {
  std::size_t length = 0;
  while (length < text.size() && leading_space(text.substr(length)) == 0) ++length;
  return length;
}

std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  // glibc's memmem is the two-way algorithm: linear whatever the texts are.
  const auto* const found = ::memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
               : std::string_view::npos;
}

std::size_t find_last_text(std::string_view text, std::string_view needle) {
  if (needle.empty()) return text.size();
  if (needle.size() > text.size()) return std::string_view::npos;
  if (needle.size() == 1) return text.rfind(needle.front());
  // Knuth, Morris and Pratt: how long a start of the needle ends at each of its characters.
  std::vector<std::uint32_t> starts(needle.size());
  const auto extended = [&](std::uint32_t length, char next) {
    while (length > 0 && needle[length] != next) length = starts[length - 1];
    return needle[length] == next ? length + 1 : length;
  };
  for (std::size_t at = 1; at < needle.size(); ++at) starts[at] = extended(starts[at - 1], needle[at]);
  auto found = std::string_view::npos;
  std::uint32_t length = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    length = extended(length, text[at]);
    if (length < needle.size()) continue;
    found = at + 1 - needle.size();
    length = starts[length - 1];
  }
  return found;
}

}  // namespace carillon::liquid
