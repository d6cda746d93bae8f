// The APNs answer table (providers.md 1). Rows are numbered by position in stored events: append, never
// reorder.
#pragma once

#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::apns {

std::span<const answer_row> answers() noexcept;

}  // namespace carillon::providers::apns
