// What SendGrid's answers to a mail mean (providers.md 6). Rows are numbered by position in stored events:
// append, never reorder.
#pragma once

#include <cstddef>
#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::sendgrid {

/// Positions in the table.
enum class row : std::size_t {
  bad_request,
  bad_recipient,
  one_of_many,
  sender_identity,
  unauthorized,
  forbidden,
  blocked,
  not_found,
  method_not_allowed,
  not_acceptable,
  too_large,
  unsupported_type,
  too_many_requests,
  residency,
  internal,
  bad_gateway,
  unavailable,
  gateway_timeout,
};

std::span<const answer_row> answers() noexcept;

/// One verdict for each of `asked`. A field error that names some of the personalizations ends those alone.
void read_response(const net::wire_response& response, timestamp now, std::span<answer> told);

/// Of a response, in the order that read_response reads them.
std::span<const std::string_view> kept_headers() noexcept;

}  // namespace carillon::providers::sendgrid
