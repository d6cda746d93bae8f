// Dates as templates write them: '%B %-d, %Y'. UTC and English only. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace carillon::liquid {

/// A date as variables carry it: RFC 3339, 2026-11-23, seconds since 1970 (number or digits), or "now" and
/// "today". Absent: none of these, or outside of the years 1 to 9999.
std::optional<timestamp> to_date(const json& content);

/// Directives: Y y m B b d e j H I k l M S L p P A a u w s Z z F T D R c x X and %; '-' behind the % takes
/// the padding away. An unknown directive stays as it is written.
std::string format_date(timestamp date, std::string_view pattern);

}  // namespace carillon::liquid
