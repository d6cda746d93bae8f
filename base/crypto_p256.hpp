// Raw key pairs on P-256, as VAPID keys and subscriptions write them down (RFC 8291, RFC 8292). Pure; any
// thread.
#pragma once

#include <memory>
#include <string_view>

struct evp_pkey_st;

namespace carillon {

struct p256_pair {
  std::string_view point;   ///< the public key, uncompressed: 0x04 and 64 bytes
  std::string_view scalar;  ///< the private key, 32 bytes
};

/// True iff the point lies on the curve and is the scalar's public key.
bool is_p256_pair(const p256_pair& pair) noexcept;

/// OpenSSL's form of a pair, or of a public key alone (no scalar); null when the point is none. Whether the
/// halves belong together is is_p256_pair()'s to say.
std::shared_ptr<evp_pkey_st> make_p256_key(const p256_pair& pair);

}  // namespace carillon
