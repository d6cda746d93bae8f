// A push service's view of `authorization: vapid t=<jwt>, k=<key>` (RFC 8292): signature, audience, expiry
// and contact. Verified tokens are remembered: an ES256 check costs 86 µs. One caller at a time.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

class vapid_checker {
 public:
  struct outcome {
    check refused;           ///< reason: a key of push_errors
    std::string public_key;  ///< 65 bytes; set iff nothing is refused
  };
  /// `authorization` is the raw header, `audience` the origin that was called.
  outcome check_token(std::string_view authorization, std::string_view audience, timestamp now);

 private:
  struct verified_token {
    std::string public_key;
    std::int64_t expires_at;
  };
  check verify(std::string_view token, std::string_view key, std::string_view audience,
               verified_token& out) const;

  std::unordered_map<std::string, verified_token> verified_;  ///< by audience and header
};

}  // namespace carillon::sandbox
