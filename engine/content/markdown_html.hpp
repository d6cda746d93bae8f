// Markdown to the HTML a reader's inbox shows, safe whatever the text says. Used for what templates make on
// channels that show HTML (engine/channel_template). Pure.
#pragma once

#include <string>

#include "liquid/program.hpp"

namespace carillon::engine {

/// As of write_markdown. Links and images whose address is none to be linked (engine/link_scheme) are shown
/// as their words.
result<std::string> to_html(const liquid::rendered_text& markdown);

}  // namespace carillon::engine
