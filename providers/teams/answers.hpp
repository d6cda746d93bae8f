// What Teams answers (providers.md 10): the old connector, which hides its errors in status 200, and
// Workflows. Rows are numbered by position in stored events: append, never reorder.
#pragma once

#include <cstddef>
#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::teams {

/// Positions in the table.
enum class row : std::size_t {
  throttled,
  too_large,
  bad_request,
  gone,
  workflow_off,
  unauthorized,
  server_error,
  unreadable,
};

std::span<const answer_row> answers() noexcept;

}  // namespace carillon::providers::teams
