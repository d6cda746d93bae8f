// How an account proves who it is, where that takes a token with a life of its own: minted here (APNs, Web
// Push) or asked for (Google). The two pure halves, of which a plan has one; the cache, the single flight and
// the refresh are the engine's, once for all. Immutable; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"
#include "providers/destination.hpp"

namespace carillon::providers {

/// What goes into a request: the value of its authorization header, whole.
struct token {
  secret text;         ///< "bearer eyJ…", "vapid t=…, k=…"
  timestamp renew_at;  ///< from then on another one is got, in the background
  timestamp ends_at;   ///< not used any more
};

/// A token, or why there is none: class config, retry or retry_after; its text never holds a secret.
struct token_answer {
  std::optional<token> given;
  answer refusal;
};

class credential_plan {
 public:
  virtual ~credential_plan() = default;

  /// Accounts with the same key may use each other's tokens, on all threads of the process: it names what
  /// only the holder of the private key can know (its public half), for two tenants may name one account.
  virtual std::string shared_key() const = 0;
  /// A token refused is replaced, but not while it is younger than this: APNs, 20 minutes.
  virtual std::chrono::seconds least_age() const noexcept { return std::chrono::seconds(0); }
  /// One for every origin (Web Push's audience), or one for all. Minted ones only.
  virtual bool is_by_origin() const noexcept { return false; }

  /// Who is asked for one; null: nobody, it is minted.
  virtual const destination* issuer() const noexcept { return nullptr; }
  /// Minted here and now, for requests to `whom` ("https://host[:port]"). Where issuer() is null.
  virtual token mint(std::string_view /*whom*/, timestamp /*now*/) const { return {}; }
  /// The request that asks issuer(): fills `out`, cleared first.
  virtual void ask(timestamp /*now*/, net::wire_request& out) const { out.clear(); }
  /// What came of it. `asked`: when.
  virtual token_answer read(const net::wire_response& /*response*/, timestamp /*asked*/) const { return {}; }
};

}  // namespace carillon::providers
