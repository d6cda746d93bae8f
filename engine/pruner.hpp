// Removes what is over by age: events, processed broadcasts and all they left (settings retention.*). A role
// of one worker a process; several processes may prune at once. One io thread. Never touches what is
// unfinished.
#pragma once

#include "base/metrics.hpp"
#include "engine/worker_parts.hpp"
#include "queue/retention.hpp"
#include "store/keyring.hpp"

namespace carillon::engine {

class pruner {
 public:
  pruner(worker_parts& parts, store::keyring& projects);
  /// The role's loop: all projects once a minute, at once again while there is more than one round removes.
  task<> run();

  /// One round. True when nothing more is to be removed now.
  task<result<bool>> prune_all();

 private:
  /// True when nothing more is to be removed.
  task<result<bool>> prune(project_id project);

  worker_parts& parts_;
  store::keyring& projects_;
  queue::retention retention_;
  metrics::counter events_;
  metrics::counter broadcasts_;
};

}  // namespace carillon::engine
