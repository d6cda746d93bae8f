// /integrations: a project's provider accounts (rest-contract.md 1A rows 32-103, 1B). Answers never hold a
// secret: store::redacted keeps their shape.
#pragma once

#include "api/http/router.hpp"
#include "api/resources/integration_kinds.hpp"

namespace carillon::api {

/// GET /integrations, paged over all kinds, and of each kind: PUT (200 with the configuration and its id),
/// GET, DELETE (204) of all, by ?id= and, of the seed's kinds, by /{id}.
std::vector<route> integration_routes();

}  // namespace carillon::api
