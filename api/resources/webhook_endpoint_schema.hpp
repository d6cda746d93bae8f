// What is asked of endpoints of outgoing webhooks, and how they are shown. Pure.
#pragma once

#include "api/schema.hpp"
#include "queue/endpoint_progress.hpp"
#include "store/webhook_endpoint.hpp"

namespace carillon::api {

/// POST: a secret may be given. PUT: it may be there as it was shown.
enum class endpoint_body { created, replaced };
const rule& webhook_endpoint_rule(endpoint_body of);

/// {overlap_seconds?, secret?}
const rule& rotation_rule();
/// {event_id} or {since, until?}
const rule& redelivery_rule();

/// From a valid body: all but the secret, which is the caller's business, and what its absence keeps.
void apply_body(const json& body, store::webhook_endpoint& to);

/// As integrations of other kinds are shown: the secret is filler of the same length.
json webhook_config_view(const store::webhook_endpoint& endpoint);
/// {id, name, config, status, …}: an element of the list.
json webhook_endpoint_view(const store::webhook_endpoint& endpoint, const queue::endpoint_progress& calls);

}  // namespace carillon::api
