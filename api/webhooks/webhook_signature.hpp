// Who sent a webhook: GitHub's and Stripe's signatures over the raw body (providers.md 14). Amazon's are in
// sns_message. Pure; comparisons take the same time whatever differs.
#pragma once

#include <string_view>

#include "base/clock.hpp"

namespace carillon::api {

struct signed_body {
  std::string_view secret;     ///< shared with the service, as configured
  std::string_view signature;  ///< the header's value
  std::string_view body;       ///< as it came
};

/// X-Hub-Signature-256: sha256=<hex HMAC of the body>. SHA-1 headers count for nothing.
bool is_signed_by_github(const signed_body& what) noexcept;

/// Stripe-Signature: t=<unix seconds>,v1=<hex HMAC of "t.body">[,v1=…]: any v1 will do, other schemes count
/// for nothing, the last t counts. Within five minutes of `at` in either direction.
bool is_signed_by_stripe(const signed_body& what, timestamp at);

}  // namespace carillon::api
