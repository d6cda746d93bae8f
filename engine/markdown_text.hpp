// Markdown to the plain text a push banner shows: links become their text; emphasis, headings, quotes, code
// and images lose their marks. Used by the composer, once per broadcast. Pure; never fails, never grows the
// text.
#pragma once

#include <string>
#include <string_view>

namespace carillon::engine {

/// What is not Markdown ("2 * 3", "snake_case") stays as it is; a backslash shows the mark behind it.
std::string strip_markdown(std::string_view text);

}  // namespace carillon::engine
