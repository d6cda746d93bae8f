// Dates as templates write them: '%B %-d, %Y', as Ruby's strftime does. UTC and English only. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace carillon::liquid {

/// Directives: Y C y G g m B b h d e j U W V u w A a H k I l P p M S L N s Q z Z, composed ones: F D x T X R
/// r c v + and n t %; flags - 0 _ ^ # : and a width in front of them. What is none of these stays as it is
/// written. Absent: it would be longer than `most` bytes.
std::optional<std::string> format_date(timestamp date, std::string_view pattern, std::size_t most);

}  // namespace carillon::liquid
