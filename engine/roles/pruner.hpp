// Removes what is over by age: events, processed broadcasts and all they left (settings retention.*), and
// records of tokens that expired or were revoked, and what left a suppression list by itself. A role of one
// worker a process; several processes may prune at once. One io thread. Never touches what is unfinished.
#pragma once

#include <map>
#include <string>

#include "base/metrics.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/webhooks/log_followers.hpp"
#include "queue/retention.hpp"
#include "store/jwt_registry.hpp"
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
  task<result<queue::retention::removal>> prune_events(project_id project);
  /// A share of a project's token records each round: nobody waits for them.
  task<result<void>> prune_jwts(project_id project);

  worker_parts& parts_;
  store::keyring& projects_;
  queue::retention retention_;
  log_followers followers_;
  store::jwt_registry jwts_;
  std::map<std::pair<project_id, bool>, std::string> jwt_cursors_;
  metrics::counter events_;
  metrics::counter broadcasts_;
  metrics::counter forgotten_jwts_;
};

}  // namespace carillon::engine
