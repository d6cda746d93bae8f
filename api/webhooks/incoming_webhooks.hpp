// POST /integrations/{github,stripe,awssns}/webhooks/incoming/{id}: services call us, and a signature takes
// the token's place (rest-contract.md 6, "Inbound webhooks"). What is accepted becomes an event and, when the
// integration says so, a broadcast.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

/// 201 with {id, type, description, payload}; the same again, without consequences, for a delivery known
/// already. 404 unknown id, 401 wrong signature (noted as an event, at most one in ten seconds an
/// integration).
std::vector<route> incoming_webhook_routes();

}  // namespace carillon::api
