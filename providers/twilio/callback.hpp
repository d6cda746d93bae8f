// Status callbacks (providers.md 8): a form that says how far a message has come, signed with the account's
// auth token where the integration names it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "providers/callback.hpp"

namespace carillon::providers::twilio {

/// X-Twilio-Signature of a form posted to `url`: base64 of HMAC-SHA1 over the URL and its fields by name.
/// invalid_argument when it is none.
result<std::string> sign_callback(std::string_view auth_token, std::string_view url, std::string_view form);

/// unauthenticated when `config` has an auth token and the signature is not its; invalid_argument, naming the
/// field, when it is no callback.
result<news> read_callback(const json& config, const callback& what);

}  // namespace carillon::providers::twilio
