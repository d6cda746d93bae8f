// What conditions and templates may name: notification.… and recipient.… (rest-contract.md 6). Made for a
// chunk's recipients by the engine, and for the reader of an inbox by the API. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/json.hpp"
#include "store/inbox.hpp"
#include "store/user.hpp"

namespace carillon::engine {

/// Of nobody in particular: without an id, and unseen. `body` is the broadcast's.
json notification_variables(const json& body, timestamp sent);
/// Adds what its user did with it: seen, unseen, read, unread, archived, and when.
void put_state(json& notification, const store::inbox_item& item);
json recipient_variables(const store::user& who);

}  // namespace carillon::engine
