// How long jobs have been ready that nobody has tried yet: how far behind the queue is. Looks at those next
// in line, some of each partition, so its cost does not grow with the queue. Reads only. One io thread;
// stateless.
#pragma once

#include <chrono>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

struct ready_age {
  project_id project;
  std::chrono::milliseconds waited{0};
};

class ready_ages {
 public:
  ready_ages(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Of the lane's next jobs, in no order. Those that wait again after a try or a crash are left out: how
  /// long ago they were made says nothing of the queue.
  task<result<std::vector<ready_age>>> look(lane which);

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
