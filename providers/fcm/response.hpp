// Reads an FCM answer: FcmError.errorCode first, then the canonical status, then HTTP (providers.md 2). Pure.
#pragma once

#include "base/clock.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::fcm {

/// `has_own_app`: the message named a restricted_package_name. Only a broadcast's override does, so that a
/// refusal of it is that broadcast's, not the account's.
answer read_response(const net::wire_response& response, timestamp now, bool has_own_app = false);

}  // namespace carillon::providers::fcm
