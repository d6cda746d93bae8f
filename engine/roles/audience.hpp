// Who a broadcast is for, read from its `recipients` (rest-contract.md 2 and 6; architecture.md, "Audience").
// Used by the planner. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/user.hpp"

namespace carillon::engine {

struct audience {
  std::vector<store::user_fields> users;  ///< named ones, in the order given
  bool has_subscribers = false;           ///< {"topic":{"subscribers":true}}
  bool is_everyone = false;               ///< {"users":{"all":true}}
};

/// The users in their order, in batches of at most `limit` in each of which nobody is named twice: what may
/// be upserted at once.
std::vector<std::vector<store::user_fields>> in_batches(const std::vector<store::user_fields>& users,
                                                        std::size_t limit);

/// `recipients` is the JSON array as the API accepted it. `corrupted` when it is anything else.
result<audience> parse_audience(std::string_view recipients);

}  // namespace carillon::engine
