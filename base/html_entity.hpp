// Entities ("&amp;", "&#8364;") as the characters they stand for. Used for the text of Markdown and of HTML,
// and for addresses that might hide their scheme behind them. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace carillon {

struct entity {
  std::size_t length = 0;  ///< bytes, the semicolon included
  char32_t character = 0;
};

/// The one that `text` begins with, read as leniently as browsers do: a numeric one needs no semicolon.
/// Nothing for unknown names. What stands for no character is U+FFFD.
std::optional<entity> leading_entity(std::string_view text) noexcept;
/// The character in UTF-8; an unknown name as it is written.
std::string decode_entity(std::string_view entity);

}  // namespace carillon
