// What Amazon SES answers to SendEmail (providers.md 5). Rows are numbered by position in stored events:
// append, never reorder.
#pragma once

#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::ses {

std::span<const answer_row> answers() noexcept;

answer read_response(const net::wire_response& response, timestamp now);

/// Of a response, in the order that read_response reads them.
std::span<const std::string_view> kept_headers() noexcept;

}  // namespace carillon::providers::ses
