// APNs' view of `authorization: bearer <jwt>`: signature, age, and what one connection may do with tokens
// (one team, one topic-scoped key, no more than one new token in 20 minutes). Called by apns_desk, which
// holds one connection_tokens for each connection. Verified signatures are remembered: an ES256 check costs
// 86 µs.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "sandbox/apns/apns_keys.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

/// What APNs remembers about the tokens of one connection. Only accepted tokens leave a trace.
struct connection_tokens {
  std::string team_id;   ///< of the first accepted token; empty before
  std::string key_id;    ///< likewise
  std::string current;   ///< the newest accepted token
  std::string previous;  ///< the one before: requests in flight while a token is renewed
  std::int64_t current_issued_at = 0;
};

class provider_token_checker {
 public:
  /// `book` outlives the checker. Call forget() when it changes.
  explicit provider_token_checker(const apns_keys& book) : book_(book) {}

  struct outcome {
    check refused;
    const apns_credential* credential = nullptr;  ///< set iff nothing is refused
  };
  /// `authorization` is the raw header. On success the token is noted on the connection.
  outcome check_token(std::string_view authorization, apns_environment environment,
                      connection_tokens& connection, timestamp now);
  void forget() { verified_.clear(); }

 private:
  struct verified_token {
    const apns_credential* credential;
    std::int64_t issued_at;
  };
  check verify(std::string_view token, verified_token& out) const;
  static check check_connection(std::string_view token, const verified_token& verified,
                                connection_tokens& connection);

  const apns_keys& book_;
  std::unordered_map<std::string, verified_token> verified_;
};

}  // namespace carillon::sandbox
