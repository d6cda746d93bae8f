// Marks broadcasts processed once all their jobs are done, and sees to it that cancelled ones end soon. Told
// after each partition, asks Redis at most every 100 ms per broadcast; sweeps the open ones every 5 s for
// what a crash swallowed. A role of the worker. One io thread.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "engine/parts/wakeup.hpp"
#include "engine/parts/worker_parts.hpp"
#include "queue/cancellation.hpp"

namespace carillon::engine {

class finisher {
 public:
  /// `on_cancelled` is called, maybe more than once, of a broadcast that is cancelled and not processed yet.
  finisher(worker_parts& parts, std::function<void(broadcast_id)> on_cancelled);

  /// Its jobs of a partition are done, it was planned, or cancelled.
  void note(broadcast_id broadcast);
  /// The role's loop: does what was noted.
  task<> run();
  /// The sweep's loop.
  task<> sweep();
  /// What was noted and not done yet: the last thing before the worker stops.
  task<> finish_noted();

 private:
  task<result<void>> finish(broadcast_id broadcast);
  task<result<void>> end_if_cancelled(broadcast_id broadcast);
  task<result<void>> sweep_partition(queue::partition where);

  worker_parts& parts_;
  std::function<void(broadcast_id)> on_cancelled_;
  queue::cancellation cancellations_;
  wakeup told_;
  std::unordered_set<broadcast_id> noted_;
  std::unordered_map<broadcast_id, steady_time> hastened_;  ///< when: cancelled ones, not processed yet
};

}  // namespace carillon::engine
