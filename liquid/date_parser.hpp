// Dates as people and programs spell them. English month names; UTC unless the text says otherwise. Pure but
// for "now".
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace carillon::liquid {

/// A date as variables carry it: seconds since 1970 (number or digits), "now" and "today", RFC 3339, RFC
/// 2822, and the usual spellings: "2026-06-15 14:30", "March 14, 2016", "14 Mar 2016 2:30 pm", "03/14/2016",
/// "14.03.2016", "20160314T1430Z". Absent: none of these, or outside of the years 1 to 9999.
std::optional<timestamp> to_date(const json& content);

}  // namespace carillon::liquid
