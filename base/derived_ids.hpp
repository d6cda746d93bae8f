// Ids that are computed, never stored: whoever knows the broadcast, the user and the address knows them
// (queue.md 2.6). The engine sends them, the API's events show them. Pure; any thread.
#pragma once

#include <cstdint>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"

namespace carillon {

/// The one notification a broadcast makes for a user: SHA-256("nd1" ‖ broadcast ‖ user) as UUIDv8.
notification_id to_notification_id(broadcast_id broadcast, user_id user) noexcept;
/// One address of it: SHA-256(notification ‖ channel's name ‖ token hash, big-endian) as UUIDv8. A delivery
/// without an address has token hash 0.
delivery_id to_delivery_id(notification_id notification, channel via, std::uint64_t token_hash) noexcept;

}  // namespace carillon
