// Rows of the event streams whose job has a list of recipients: their offsets become numbers. Used inside
// queue/ only.
#pragma once

#include <vector>

#include "net/redis/redis.hpp"
#include "queue/event_entry.hpp"

namespace carillon::queue {

/// Turns offsets into numbers where a job's recipients are a list; rows of jobs pruned since are dropped.
task<result<std::vector<event_row>>> resolve_listed(net::redis& redis, keys names,
                                                    std::vector<decoded_row> rows);

}  // namespace carillon::queue
