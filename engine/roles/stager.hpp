// Moves jobs whose time has come from `due` to `ready`, in every partition: retries, parked jobs, scheduled
// ones. A role of the worker; several workers may stage at once. One io thread.
#pragma once

#include <array>

#include "base/clock.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class stager {
 public:
  explicit stager(worker_parts& parts) : parts_(parts) {}
  /// The role's loop. Looks at each partition every second, sooner where something falls due sooner.
  task<> run();

 private:
  task<result<void>> stage(queue::partition where);

  worker_parts& parts_;
  std::array<steady_time, queue::partition_count> next_{};  ///< when to look again
};

}  // namespace carillon::engine
