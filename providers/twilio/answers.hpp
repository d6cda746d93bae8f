// Twilio's error codes as classes (providers.md 8): of the answer to a message, and of the status callbacks
// that tell of it later. Rows are numbered by position in stored events: append, never reorder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::twilio {

std::span<const answer_row> answers() noexcept;

/// The row of an error code, of an answer or of a callback; nothing when it is not listed.
std::optional<std::size_t> row_of_code(std::int64_t code) noexcept;

}  // namespace carillon::providers::twilio
