// What one render of Markdown may cost at most. The text is bounded before it is parsed, by what the parser
// is known to take long for (docs/adr/0004); what comes out is bounded while it is written, because a
// reference may repeat an address thousands of times. Pure.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/error.hpp"

namespace carillon::engine {

inline constexpr std::size_t longest_markdown = 64 * 1024;    ///< bytes a template may make, with its values
inline constexpr std::size_t longest_rendition = 512 * 1024;  ///< bytes of HTML or text made of it
/// Bytes the parser may hand over, addresses that are shown nowhere included.
inline constexpr std::size_t most_markdown_work = 2 * 1024 * 1024;
inline constexpr std::size_t deepest_markdown = 100;  ///< lists and quotes inside each other
/// Of all paragraphs: their bytes times their brackets, ticks and the like. A paragraph of 8 KB has room for
/// 120 links, a list for any number.
inline constexpr std::size_t most_lookups = 4'000'000;

/// too_large names the bound that `text` breaks. `text` is a markdown_source's, where values have places.
result<void> check_markdown(std::string_view text);

}  // namespace carillon::engine
