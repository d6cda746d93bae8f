// The secrets that calls of outgoing webhooks are signed by, in the form of Standard Webhooks: "whsec_" and
// the key in base64. Pure but for drawing one; any thread.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/field_checks.hpp"
#include "base/secret.hpp"

namespace carillon::store {

/// A new one of 32 random bytes.
secret make_webhook_secret();
/// Of 24 to 64 bytes.
schema::refusal check_webhook_secret(std::string_view text) noexcept;
/// The bytes to sign with. invalid_argument when check_webhook_secret() refuses it.
result<secret> webhook_key(const secret& text);

}  // namespace carillon::store
