// Marks broadcasts processed once all their jobs are done. Told after each partition, asks Redis at most
// every 100 ms per broadcast; sweeps the open ones every 5 s for what a crash swallowed. A role of the
// worker. One io thread.
#pragma once

#include <unordered_set>

#include "engine/parts/wakeup.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class finisher {
 public:
  explicit finisher(worker_parts& parts) : parts_(parts), told_(parts.context) {}

  /// Its jobs of a partition are done, or it was planned.
  void note(broadcast_id broadcast);
  /// The role's loop: does what was noted.
  task<> run();
  /// The sweep's loop.
  task<> sweep();
  /// What was noted and not done yet: the last thing before the worker stops.
  task<> finish_noted();

 private:
  task<result<void>> finish(broadcast_id broadcast);
  task<result<void>> sweep_partition(queue::partition where);

  worker_parts& parts_;
  wakeup told_;
  std::unordered_set<broadcast_id> noted_;
};

}  // namespace carillon::engine
