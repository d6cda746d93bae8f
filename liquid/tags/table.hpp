// The tags by name, and the rules that parse what follows a name; raw, comment, doc and liquid are the
// lexer's. docs/templates.md describes each tag.
#pragma once

#include <string_view>

#include "liquid/parser.hpp"
#include "liquid/tree.hpp"

namespace carillon::liquid {

/// Called with the parser just behind the tag's name; reads to the end of the tag, or of its end tag. May
/// return null only after a failure.
using tag_rule = statement_ptr (*)(parser& source, const token& name);

/// Null: no such tag (or one that only stands inside another: else, endif).
tag_rule find_tag(std::string_view name) noexcept;

statement_ptr parse_if(parser& source, const token& name);  ///< if and unless
statement_ptr parse_case(parser& source, const token& name);
statement_ptr parse_for(parser& source, const token& name);
statement_ptr parse_break(parser& source, const token& name);
statement_ptr parse_continue(parser& source, const token& name);
statement_ptr parse_assign(parser& source, const token& name);
statement_ptr parse_capture(parser& source, const token& name);
statement_ptr parse_cycle(parser& source, const token& name);
statement_ptr parse_counter(parser& source, const token& name);  ///< increment and decrement
statement_ptr parse_ifchanged(parser& source, const token& name);
statement_ptr parse_tablerow(parser& source, const token& name);

}  // namespace carillon::liquid
