// The FCM answer table (providers.md 2). Rows are numbered by position in stored events: append, never
// reorder.
#pragma once

#include <cstddef>
#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::fcm {

/// Positions in the table that more than the error code decides.
enum class row : std::size_t {
  invalid_token,
  invalid_argument,
  restricted_package,
  failed_precondition,
  third_party_auth,
  unauthenticated,
  sender_id_mismatch,
  permission_denied,
  unregistered,
  not_found,
  conflict,
  precondition,
  too_large,
  quota_project,
  quota_device,
  quota_topic,
  cancelled,
  deadline_exceeded,
  internal,
  bad_gateway,
  unavailable,
};

std::span<const answer_row> answers() noexcept;

}  // namespace carillon::providers::fcm
