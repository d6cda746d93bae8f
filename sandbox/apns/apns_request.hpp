// What APNs demands of a push besides its provider token: path, headers, device token, payload. Pure
// functions, any thread; each returns the first rule broken. Sources: Apple's "Sending notification requests
// to APNs" and "Handling notification responses"; called by apns_desk in the order of declaration.
#pragma once

#include <string_view>

#include "sandbox/apns/apns_keys.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

/// True for what belongs to APNs at all: /3/device/….
bool is_apns_path(std::string_view path) noexcept;
/// The last segment of /3/device/<token>, unchecked; empty when missing.
std::string_view device_token_of(std::string_view path) noexcept;

/// Path, method, no header twice.
check check_apns_route(const incoming& request);
/// apns-id, apns-expiration, apns-push-type, apns-priority, apns-collapse-id.
check check_apns_headers(const incoming& request);
/// apns-topic: present, fitting the push type, allowed to the key (null: to any).
check check_apns_topic(const incoming& request, const apns_credential* credential);
/// Hex, whole bytes, 32 to 100 of them (Apple says: do not assume a length).
check check_device_token(std::string_view device_token);
/// Size (4096, VoIP 5120) and shape: a JSON object with an `aps` object (mdm: with `mdm`).
check check_apns_payload(const incoming& request);

}  // namespace carillon::sandbox
