// Reads an APNs answer: status, {"reason", "timestamp"} → class (providers.md 1, the table). Pure; any
// thread.
#pragma once

#include "base/clock.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::apns {

/// Who chose the topic that was sent.
enum class topic_origin : std::uint8_t {
  integration,  ///< its app_id: a topic refused is an account refused
  device,     ///< the app_id of the token, which an end user registered: such a refusal is that token's alone
  broadcast,  ///< its override: neither the token's fault nor the account's
};

answer read_response(const net::wire_response& response, timestamp now,
                     topic_origin chosen_by = topic_origin::integration);

}  // namespace carillon::providers::apns
