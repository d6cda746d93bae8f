// Jobs that wait because a sender may not send (a refused credential, a provider's pause), found by project:
// when an integration of theirs is saved or removed they are looked at again at once. The commit script puts
// them there beside `due`, the stage script takes them out. One io thread; stateless.
#pragma once

#include <cstdint>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

class parked_jobs {
 public:
  parked_jobs(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Makes the project's parked jobs of one partition ready. How many.
  task<result<std::uint32_t>> release(project_id project, partition where);

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
