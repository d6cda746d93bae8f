// When a call of an endpoint that failed is made again: the schedule Standard Webhooks recommends. Pure.
#pragma once

#include <chrono>
#include <optional>

namespace carillon::engine {

/// Calls of one event, the first included: over three days.
inline constexpr unsigned most_calls = 10;

/// After that many attempts: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h, and up to a tenth more, as the dice
/// (uniform in [0, 1)) fall; no sooner than `asked_for`. None: that was the last attempt.
std::optional<std::chrono::milliseconds> wait_after(unsigned attempts, double dice,
                                                    std::chrono::milliseconds asked_for = {});

}  // namespace carillon::engine
