// /broadcasts: create, list, fetch (rest-contract.md 1A rows 1-3).
#pragma once

#include "api/request.hpp"

namespace carillon::api {

/// 201 once the broadcast is durable. With an Idempotency-Key a repeated request answers the first one's
/// body, and another request under the same key 422.
task<response> create_broadcast(services& with, request of);
task<response> list_broadcasts(services& with, request of);
task<response> fetch_broadcast(services& with, request of);

}  // namespace carillon::api
