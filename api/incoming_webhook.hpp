// One webhook that a service sent us, checked and told in our words. GitHub's and Stripe's readers are pure;
// Amazon's is in sns_receiver. Used by incoming_webhooks.
#pragma once

#include <string>

#include "api/request.hpp"

namespace carillon::api {

struct incoming_webhook {
  std::string delivery;     ///< repeats when the service sends the same thing again
  std::string id;           ///< the service's own, or empty
  std::string type;         ///< "push", "pull_request.opened", "customer.created", "Notification"
  std::string description;  ///< a sentence for people
  json payload;             ///< an object
  bool is_news = true;      ///< something happened; else it is between the service and us (a confirmation)
};

/// The body as JSON, whatever the content type says; 400 when it is no object.
checked<json> read_webhook_object(std::string_view body);

/// 401 when the signature is missing or wrong, 400 when what was signed is no JSON object. `config`: of the
/// integration; `at`: the wall clock.
checked<incoming_webhook> read_github_webhook(const request& of, const json& config);
checked<incoming_webhook> read_stripe_webhook(const request& of, const json& config, timestamp at);

/// One answer for all reasons, so that none leaks.
problem wrong_signature();

}  // namespace carillon::api
