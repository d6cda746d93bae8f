// JSON Web Signatures in compact form (RFC 7515), the three algorithms we speak and no others.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/signing_key.hpp"

namespace carillon {

/// A compact JWS taken apart, nothing verified yet. Header and claims are JSON objects without duplicate
/// keys.
struct parsed_jws {
  json header;
  json claims;
  std::string signed_part;  ///< base64url(header).base64url(claims), the bytes under the signature
  std::string signature;    ///< decoded
};

/// Splits and decodes strictly; at most `max_bytes` long. invalid_argument otherwise.
result<parsed_jws> parse_jws(std::string_view token, std::size_t max_bytes = 8192);
/// True iff the header's alg is exactly HS256 and the MAC holds. `crit`, `jku`, `x5u`, `jwk` and `x5c`
/// refuse.
bool verify_hs256(const parsed_jws& token, const secret& key) noexcept;
std::string sign_hs256(const json& claims, const secret& key);
/// ES256 or RS256 by the key's kind; `header` holds kid and whatever else, alg is set here.
std::string sign_jws(json header, const json& claims, const signing_key& key);

}  // namespace carillon
