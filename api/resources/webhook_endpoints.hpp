// /integrations/webhook: the endpoints that a project's events are told to (outgoing webhooks). Not to be
// mistaken for webhooks that come in: those are api/webhooks.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

/// POST (201, the one answer with the secret) and GET of all; GET, PUT, DELETE of one.
std::vector<route> webhook_endpoint_routes();

}  // namespace carillon::api
