// The subset of Markdown that Adaptive Cards read: **bold**, _italic_, [words](link), lists. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "sandbox/shown_message.hpp"

namespace carillon::sandbox {

/// A block for each line.
std::vector<shown_block> read_card_text(std::string_view text);

}  // namespace carillon::sandbox
