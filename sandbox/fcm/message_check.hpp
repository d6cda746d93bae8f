// Judges the JSON body of FCM's messages:send: first the shape (message_schema), then the rules between
// fields. Pure functions, any thread; called by fcm_desk. Stricter than needed nowhere, laxer than Google
// nowhere known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace carillon::sandbox {

struct message_violation {
  std::string_view row;  ///< key of fcm_errors: BAD_JSON, INVALID_ARGUMENT, INVALID_TOKEN, TOO_BIG
  std::string field;     ///< path as Google names it, e.g. message.android.ttl
  std::string message;
};

/// Renames lowerCamelCase keys of messages (not of maps and structs) to snake_case and checks every type.
/// `request` is changed in place; the first violation is returned.
std::optional<message_violation> check_message_shape(json& request);
/// After the shape: one target, reserved data keys, ttl range, collapse ids, sizes.
std::optional<message_violation> check_message_rules(const json& request);

}  // namespace carillon::sandbox
