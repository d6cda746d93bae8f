// What broadcasts say, without the rest of their records: for a page of the in-app inbox, whose items do not
// copy it. Called by the API; one io thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// The bodies (JSON, without recipients) of the project's broadcasts, in order and in one pipeline; none
/// where the broadcast is gone or another project's. A body may be megabytes: ask for few.
task<result<std::vector<std::optional<std::string>>>> broadcast_bodies(net::redis& redis, const keys& names,
                                                                       project_id project,
                                                                       std::vector<broadcast_id> ids);

}  // namespace carillon::queue
