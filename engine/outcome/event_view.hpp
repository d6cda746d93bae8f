// A row of the event log as the REST API and outgoing webhooks show it (rest-contract.md 2 "Event", 6
// "Events"). Pure.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "queue/event_log.hpp"

namespace carillon::engine {

/// "delivery.sent", "integration.saved", …
std::string_view event_type(const queue::event_row& row) noexcept;

/// `recipient` is the row's user; nil for events that are no delivery.
json event_view(project_id project, const queue::event_row& row, user_id recipient);

/// A reason in words: ours, or of the provider's answer table; "" when there is none.
std::string_view reason_text(provider via, bool is_ours, std::uint16_t reason) noexcept;

}  // namespace carillon::engine
