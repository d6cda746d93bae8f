// One webhook that a service sent us, checked and told in our words. GitHub's and Stripe's readers are pure;
// Amazon's is in sns_receiver. Used by incoming_webhooks.
#pragma once

#include <string>

#include "api/http/request.hpp"

namespace carillon::api {

struct incoming_webhook {
  std::string digest;       ///< of the body as it came, which is what was signed
  std::string id;           ///< the service's own, or empty
  std::string type;         ///< "push", "pull_request.opened", "customer.created", "Notification"
  std::string description;  ///< a sentence for people
  json payload;             ///< an object
  bool is_news = true;      ///< something happened; else it is between the service and us (a confirmation)
};

/// 401 when the signature is missing or wrong, 400 when what was signed is no JSON object. `config`: of the
/// integration; `at`: the wall clock.
checked<incoming_webhook> read_github_webhook(const net::h1_request& raw, const json& config);
checked<incoming_webhook> read_stripe_webhook(const net::h1_request& raw, const json& config, timestamp at);

/// {type, id?, description, payload}: the answer, and what templates see.
json view_of(const incoming_webhook& what);

/// One answer for all reasons, so that none leaks.
problem wrong_signature();

}  // namespace carillon::api
