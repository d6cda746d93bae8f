// overrides.providers.apns: its `apns-*` keys become headers, whatever their case; the others go into the
// payload. Pure; any thread.
#pragma once

#include <string>

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::apns {

/// Headers an override asks for; empty where it does not.
struct header_overrides {
  std::string topic;  ///< as it is: no push type adds to it
  std::string push_type;
  std::string priority;
  std::string expiration;
  std::string collapse_id;
};

/// True iff the key is meant for the headers.
bool is_header_name(std::string_view key) noexcept;

/// Reads the headers; the first that APNs, or HTTP/2, could not take. `given` is an object.
override_check read_headers(const json& given, header_overrides& into);
/// Headers, and that `aps` is a dictionary.
override_check check_override(const json& given);

/// One header by the name and value a client gave it; also of FCM's `apns.headers`, which take texts alone.
override_check check_header(std::string_view name, std::string_view value);

}  // namespace carillon::providers::apns
