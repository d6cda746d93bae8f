// The protocol's scripts, hashed once. Built from scripts/*.lua at compile time; the queue takes a set by
// reference so that a test can hand it one with a guard cut out and see the suite fail. Immutable, any
// thread.
#pragma once

#include "net/redis/redis.hpp"

namespace carillon::queue {

struct script_set {
  net::redis_script accept;
  net::redis_script plan_everyone;
  net::redis_script plan_listed;
  net::redis_script fix_steps;
  net::redis_script planned;
  net::redis_script claim;
  net::redis_script renew;
  net::redis_script commit;
  net::redis_script reap;
  net::redis_script stage;
  net::redis_script finish_broadcast;
  net::redis_script bury;
  net::redis_script redrive;
  net::redis_script discard;
  net::redis_script discard_plan;
  net::redis_script prune_jobs;
  net::redis_script prune_broadcast;
  net::redis_script prune_events;
};

/// The set this program was built with.
const script_set& built_in_scripts();

}  // namespace carillon::queue
