// Text as people count it: code points instead of bytes, words, searches. Takes any bytes; a byte that is not
// UTF-8 counts as one character and is never read past. Pure, linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carillon::liquid {

/// Bytes of the character at the start of `text`: 0 only when it is empty.
std::size_t first_character(std::string_view text) noexcept;
/// The last character, as a view; empty when `text` is.
std::string_view last_character(std::string_view text) noexcept;
/// Of valid UTF-8.
std::size_t count_characters(std::string_view text) noexcept;
/// Bytes of the first `count` characters, or of all there are.
std::size_t bytes_of(std::string_view text, std::size_t count) noexcept;

constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// Without ASCII's white space: what the syntax knows.
std::string_view trimmed_left(std::string_view text) noexcept;
std::string_view trimmed_right(std::string_view text) noexcept;
std::string_view trimmed(std::string_view text) noexcept;
/// Without Unicode's white space: what filters know.
std::string_view stripped_left(std::string_view text) noexcept;
std::string_view stripped_right(std::string_view text) noexcept;
std::string_view stripped(std::string_view text) noexcept;
/// Bytes before the first white space of Unicode's.
std::size_t word_length(std::string_view text) noexcept;

/// Where `needle` starts at or after `from`, or npos. Linear in the worst case, which string_view::find is
/// not.
std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from = 0) noexcept;
/// Where the last `needle` starts, or npos. Linear.
std::size_t find_last_text(std::string_view text, std::string_view needle);

}  // namespace carillon::liquid
