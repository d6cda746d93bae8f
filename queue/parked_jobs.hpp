// Jobs that wait because a sender may not send (a refused credential, an outage, a provider's pause), found
// by project: when an integration of theirs is saved or removed, or a sender is well again, they are looked
// at again. The commit script puts them there beside `due`, the stage script takes them out. One io thread;
// stateless.
#pragma once

#include <chrono>
#include <cstdint>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

class parked_jobs {
 public:
  parked_jobs(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Makes the project's parked jobs of one partition ready: all of them, or one now and the next hundred so
  /// far `apart`, if that is sooner than they would be. How many are ready.
  task<result<std::uint32_t>> release(project_id project, partition where,
                                      std::chrono::milliseconds apart = std::chrono::milliseconds(0));

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
