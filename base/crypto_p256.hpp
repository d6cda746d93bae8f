// Raw key pairs on P-256, as VAPID keys are written down (RFC 8292). Pure; any thread.
#pragma once

#include <string_view>

namespace carillon {

struct p256_pair {
  std::string_view point;   ///< the public key, uncompressed: 0x04 and 64 bytes
  std::string_view scalar;  ///< the private key, 32 bytes
};

/// True iff the point lies on the curve and is the scalar's public key.
bool is_p256_pair(const p256_pair& pair) noexcept;

}  // namespace carillon
