// Plain text where a channel reads Markdown (Teams' cards): what would be a mark is escaped, so that the
// words are shown as they were written. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers {

/// CommonMark that shows `plain`, which is valid UTF-8: its marks escaped where they would count as such, its
/// line breaks made breaks of paragraphs, which cards need to show a new line.
std::string as_markdown(std::string_view plain);

}  // namespace carillon::providers
