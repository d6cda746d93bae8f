// Takes jobs back whose worker died or fell silent: leases that ran out go to ready, or among the dead after
// the third time (queue.md 2.7, 2.17). After a silence of Redis it leaves everybody the time to renew first. A role of
// the worker; several may reap at once. One io thread.
#pragma once

#include "engine/parts/silence_watch.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class reaper {
 public:
  explicit reaper(worker_parts& parts) : parts_(parts), watch_(parts.settings.worker.lease) {}
  /// The role's loop: every partition once a second, less often while leases are long.
  task<> run();

 private:
  task<result<void>> go_round();
  task<result<void>> reap(queue::partition where);
  void hear(std::int64_t redis_ms);
  void tell_silence();

  worker_parts& parts_;
  silence_watch watch_;
  bool has_begun_ = false;
  steady_time noted_{};  ///< that a round ended
};

}  // namespace carillon::engine
