// Reads Expo's answers (providers.md 3): a whole request's error, or tickets and receipts one by one. Pure;
// any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "net/wire.hpp"
#include "providers/address.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::expo {

/// Of a push: one ticket for each of `told`, in order. A ticket accepted is `pending`, its id the remote_id.
/// A count of tickets that differs, or a 200 that is not Expo's, is ambiguous for all. Where tokens of
/// several projects were refused together, those of each are a part (answer::part): Expo says whose they are.
void read_tickets(const net::wire_response& response, std::span<const item> asked, timestamp now,
                  std::span<answer> told);

/// The data of a 200, or what the request came to as a whole.
struct opened_response {
  std::optional<json> data;
  answer refusal;  ///< of all, where there is no data
  json details;    ///< what it says beside; often null
};
opened_response open_response(const net::wire_response& response, timestamp now);

/// Of a ticket or a receipt: {"status", "message"?, "details"?: {"error"}}. One that is accepted is `ok`.
answer read_verdict(const json& said, const net::wire_response& response, timestamp now);

/// What Expo says, with no device token in it.
std::string without_tokens(std::string_view text);

}  // namespace carillon::providers::expo
