// Upper and lower case of text in UTF-8, as Unicode has it. Pure, linear.
#pragma once

#include <string>
#include <string_view>

namespace carillon::liquid {

/// ß becomes SS; other letters without a single counterpart stay. A byte that is not UTF-8 stays, too.
std::string to_upper(std::string_view text);
/// A sigma at the end of a word becomes the final one.
std::string to_lower(std::string_view text);

}  // namespace carillon::liquid
