// One row of a list that cannot be read, left out so that the others are seen: what every listing does with
// what a damaged disk, a person at redis-cli or another version left. Used by queue/, store/ and api/; any
// thread.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace carillon {

/// Says so in the log (`damaged_row`) and counts it (carillon_damaged_rows_total). `kind` is a literal:
/// "user", "broadcast". `id` names the row without a secret; may be empty.
void leave_out(std::string_view kind, std::string_view id, const error& why);

/// True when `why` is the row's fault; anything else (Redis away, a master key missing) fails the list.
bool is_rows_fault(const error& why) noexcept;

}  // namespace carillon
