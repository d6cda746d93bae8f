// Markdown to mrkdwn, the markup of the chats that do not read Markdown: bold, italic, struck out, code,
// quotes and links are written as it has them, headings become bold, lists get bullets and keep their
// numbers, images are links. Used for what templates make (engine/channel_template). Pure.
#pragma once

#include <string>

#include "liquid/program.hpp"

namespace carillon::engine {

/// As of write_markdown. Values are text: no link, no mention, no mark.
result<std::string> to_mrkdwn(const liquid::rendered_text& markdown);

}  // namespace carillon::engine
