// Markdown to the HTML a reader's inbox shows: CommonMark by cmark, safe whatever the text says. Used for
// what templates make on channels that show HTML (engine/channel_template). Pure.
#pragma once

#include <string>

#include "liquid/program.hpp"

namespace carillon::engine {

/// Of longer Markdown there is no HTML: hostile text of this size takes 50 ms and 15 MB at most.
inline constexpr std::size_t longest_markdown = 64 * 1024;

/// The template's own words are Markdown; values are text, whatever they hold, and keep their line breaks.
/// HTML in the template is shown as it is written, and addresses that could run something (javascript:,
/// data:, …) are left empty. too_large: more than longest_markdown.
result<std::string> to_html(const liquid::rendered_text& markdown);

}  // namespace carillon::engine
