// What Mailgun's answers to a message mean (providers.md 7). Rows are numbered by position in stored events:
// append, never reorder.
#pragma once

#include <cstddef>
#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::mailgun {

/// Positions in the table.
enum class row : std::size_t {
  bad_recipient,
  one_of_many,
  bad_request,
  domain_not_allowed,
  unauthorized,
  payment_required,
  forbidden,
  not_found_yet,
  not_found,
  too_large,
  probation,
  too_many_requests,
  internal,
  bad_gateway,
  unavailable,
  gateway_timeout,
};

std::span<const answer_row> answers() noexcept;

/// The same for all of `told`: Mailgun takes or refuses a message as a whole.
void read_response(const net::wire_response& response, timestamp now, std::span<answer> told);

/// Of a response, in the order that read_response reads them.
std::span<const std::string_view> kept_headers() noexcept;

}  // namespace carillon::providers::mailgun
