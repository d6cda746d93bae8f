// Source to tokens, in one pass and linear time. Strings may hold }} and %}; what stands between raw and
// endraw is text, what stands between comment and endcomment is left out.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "liquid/token.hpp"

namespace carillon::liquid {

/// A template: text with {{ }} and {% %} in it. The last token is `end`. invalid_argument names the line.
result<std::vector<token>> lex_template(std::string_view source);
/// A condition: an expression from its first byte, in which {{ and }} may stand around operands.
result<std::vector<token>> lex_condition(std::string_view source);

}  // namespace carillon::liquid
