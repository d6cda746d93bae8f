// Events about webhook endpoints themselves, and who is told of them. Pure.
#pragma once

#include <optional>

#include "base/event_types.hpp"
#include "queue/event_log.hpp"
#include "store/webhook_endpoint.hpp"

namespace carillon::engine {

/// We call it no more; `reason` says why.
inline constexpr event_name endpoint_disabled = "webhook_endpoint.disabled";
/// Its last attempt failed: the event `event_id` is not told to it unless somebody asks.
inline constexpr event_name endpoint_gave_up = "webhook_endpoint.gave_up";
/// Events were removed by age before it was told of them: it is too slow, or was down for too long.
inline constexpr event_name endpoint_overtaken = "webhook_endpoint.overtaken";
/// Asked for by a person: told to that endpoint alone, whatever it asked for.
inline constexpr event_name endpoint_test = "webhook_endpoint.test";

/// None when that depends on what the endpoint asked for. An endpoint is not told of its own failures, nor of
/// each that another one has: two that are down would keep each other busy.
std::optional<bool> is_told_anyway(const queue::event_row& row, integration_id endpoint);

}  // namespace carillon::engine
