// The look at a configured Redis before anything is written to it: may it hold a queue, and how safely.
// Called once by services, in main, before any thread exists.
#pragma once

#include "base/error.hpp"
#include "net/redis/redis.hpp"

namespace carillon::app {

/// `configuration` when it is too old, evicts keys, or does not let us in; warnings go to the log.
result<void> examine_redis(const net::redis_options& where);

}  // namespace carillon::app
