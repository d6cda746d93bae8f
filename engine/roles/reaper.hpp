// Takes jobs back whose worker died or fell silent: leases that ran out go to ready, or among the dead after
// the third time (queue.md 2.7, 2.17). A role of the worker; several may reap at once. One io thread.
#pragma once

#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class reaper {
 public:
  explicit reaper(worker_parts& parts) : parts_(parts) {}
  /// The role's loop: every partition once a second, less often while leases are long.
  task<> run();

 private:
  task<result<void>> reap(queue::partition where);
  worker_parts& parts_;
};

}  // namespace carillon::engine
