// Endpoints that are behind what is removed of their project's log by age: the pruner asks how far each was
// told, and says what was gone before. People are told by an event, a line in the log and a metric. One io
// thread.
#pragma once

#include <vector>

#include "base/metrics.hpp"
#include "engine/parts/worker_parts.hpp"
#include "queue/endpoint_progress.hpp"
#include "store/webhook_endpoint.hpp"

namespace carillon::engine {

struct log_follower {
  integration_id endpoint;
  queue::tail_cursors cursors;  ///< how far it was told
};

class log_followers {
 public:
  log_followers(worker_parts& parts, store::keyring& keys);

  /// Those that are called: one that is switched off begins anew.
  task<result<std::vector<log_follower>>> of(project_id project);
  /// Of an event this endpoint had not been told of; the first one is of `lost.since_ms`.
  task<result<void>> tell_of_loss(project_id project, integration_id endpoint, queue::lost_events lost);

 private:
  worker_parts& parts_;
  store::webhook_endpoints endpoints_;
  queue::endpoint_calls calls_;
  metrics::counter overtaken_;
};

}  // namespace carillon::engine
