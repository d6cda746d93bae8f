// Ids that are computed, never stored: whoever knows the broadcast, the user and the address knows them, and
// a notification's id leads back to its broadcast and recipient, with no index (queue.md 2.6). The engine
// sends them, the API shows them. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// A user's number, and the partition it counts in.
struct recipient_place {
  partition where = 0;
  std::uint32_t number = 0;
  bool operator==(const recipient_place&) const = default;
};

/// The one notification a broadcast makes for a user, as UUIDv8: 48 bits of the broadcast's id (its time,
/// when that is a UUIDv7), 6 its home partition, 6 the user's partition and 32 the user's number, both XORed
/// with random bits of the broadcast's id, and 30 of SHA-256("nd2" ‖ broadcast ‖ user).
notification_id to_notification_id(broadcast_id broadcast, user_id user, recipient_place at) noexcept;
/// Where the record of a notification's broadcast is; nothing when it is no such id.
std::optional<partition> home_of(notification_id notification) noexcept;
/// False when the notification is none of that broadcast's.
bool may_stem_from(notification_id notification, broadcast_id broadcast) noexcept;
/// Whose it is, if it is one of that broadcast's. To be believed when to_notification_id() says the same.
recipient_place place_in(notification_id notification, broadcast_id broadcast) noexcept;

/// One address of it: SHA-256(notification ‖ channel's name ‖ token hash, big-endian) as UUIDv8. A delivery
/// without an address has token hash 0.
delivery_id to_delivery_id(notification_id notification, channel via, std::uint64_t token_hash) noexcept;

}  // namespace carillon::queue
