// Markdown to the plain text a push banner or an SMS shows: links become their text; emphasis, headings,
// quotes, code and images lose their marks; lists keep theirs. Used for what templates make on channels that
// show plain text (engine/channel_template). Pure.
#pragma once

#include <string>

#include "liquid/program.hpp"

namespace carillon::engine {

/// As of write_markdown. Values are there as they are.
result<std::string> to_plain_text(const liquid::rendered_text& markdown);

}  // namespace carillon::engine
