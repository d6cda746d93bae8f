// What the answers of a pinged URL mean (providers.md 11). A refusal speaks of the URL, never of the
// recipients. Rows are numbered by position in stored events: append, never reorder.
#pragma once

#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::ping_email {

std::span<const answer_row> answers() noexcept;

answer read_response(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::ping_email
