// Bearer tokens whose signature was checked before, so that a client's next request does not pay for parsing
// and a MAC again (a fifth of a GET's instructions). Holds digests and claims, no token and no key. Times,
// the signing key and revocation are judged anew at each use. One per io thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/auth/claims.hpp"
#include "base/keyed_hash.hpp"
#include "base/secret.hpp"

namespace carillon::api {

/// Names a token without holding it: keyed_hash() of its text.
using token_digest = digest128;

/// A token that was found to be signed with a key.
struct known_token {
  token_claims claims;
  digest128 key;  ///< of the signing key

  /// Keys are replaced while tokens are remembered.
  bool is_signed_with(const secret& offered) const noexcept;
};

class token_memory {
 public:
  /// Some 8 MiB at most.
  static constexpr std::size_t most_tokens = 16'384;

  /// When it is remembered and valid at `at` (wall clock, 60 s of leeway); null otherwise. Good until the
  /// next remember().
  const known_token* recall(const token_digest& token, timestamp at) const;
  /// After its signature was checked with `key`. Forgets all when full: cheaper than an order of use, and the
  /// next requests fill it again.
  void remember(const token_digest& token, token_claims claims, const secret& key);

 private:
  struct first_word {
    std::size_t operator()(const token_digest& token) const noexcept {
      return static_cast<std::size_t>(token[0]);
    }
  };
  std::unordered_map<token_digest, known_token, first_word> tokens_;
};

}  // namespace carillon::api
