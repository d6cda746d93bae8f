// AWS's check of a Signature Version 4, written anew here: the sandbox shares no code with the engine's
// providers. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

struct aws_key {
  std::string key_id, secret_key;
  std::string session_token;  ///< empty: a lasting key
};

/// Absent when the request was signed by one of `keys`, for service "ses", at most five minutes ago. The
/// reason is AWS's type: "SignatureDoesNotMatch", …
check check_sigv4(const incoming& request, const std::vector<aws_key>& keys, timestamp now);

}  // namespace carillon::sandbox
