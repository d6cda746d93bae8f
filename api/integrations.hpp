// /integrations: a project's provider accounts (rest-contract.md 1A rows 32-36, 46-49). Answers never hold a
// secret: store::redacted keeps their shape.
#pragma once

#include "api/integration_kinds.hpp"
#include "api/router.hpp"

namespace carillon::api {

/// All kinds, paged.
task<response> list_integrations(services& with, request of);
/// 200 with the configuration and its id. `kind` is static.
handler save_integration(const integration_kind& kind);
handler list_integrations_of(const integration_kind& kind);
/// 204. By {id}, by ?id=, or all of the kind.
handler delete_integrations(const integration_kind& kind);

}  // namespace carillon::api
