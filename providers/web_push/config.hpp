// The stored web_push integration (rest-contract.md, integrations/web_push): the project's pair of VAPID keys
// (RFC 8292), parsed.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers::web_push {

struct config {
  std::string public_key;  ///< base64url without padding: what browsers subscribe with
  std::string contact;     ///< "mailto:…" or "https://…": whom a push service's people may write to
  signing_key key;
};

/// From the integration's JSON as stored. invalid_argument names the field.
result<config> parse_config(const json& stored);

/// base64 of either alphabet, with or without padding: browsers' libraries write all four. Empty when it is
/// none.
std::string bytes_of_key(std::string_view text);

/// RFC 8292 2.1, as narrow as Apple reads it: a bare mail address behind "mailto:", or an https URL, of a
/// host with a dot that is not local.
bool is_contact(std::string_view text) noexcept;

}  // namespace carillon::providers::web_push
