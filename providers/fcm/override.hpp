// overrides.providers.fcm: a part of FCM's message, in snake_case or lowerCamelCase as Google takes both.
// Pure; any thread.
#pragma once

#include <string_view>

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::fcm {

/// The first thing FCM would refuse the whole message for, as far as a rule of its reference says so: the
/// target, the types of messages and maps, reserved keys of `data`, ttl, labels, headers. `given` is an
/// object.
override_check check_override(const json& given);

/// The same message with every name in snake_case, so that it merges with ours instead of standing beside it.
json to_snake_case(const json& given);

/// Keys that FCM takes nowhere in `data`: from, message_type, google.*, gcm.*, and none at all.
bool is_reserved_data_key(std::string_view key) noexcept;

}  // namespace carillon::providers::fcm
