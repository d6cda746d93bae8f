// The mass-failure guard behind those of the senders: what every worker saw of a credential, summed in Redis
// over ten minutes. Told once for some hundred deliveries, and asked before an address is discarded: a worker
// that has just started knows of nothing yet. One io thread.
#pragma once

#include <vector>

#include "engine/outcome/guard_news.hpp"
#include "engine/parts/worker_parts.hpp"
#include "store/revocation_tally.hpp"

namespace carillon::engine {

class shared_guard {
 public:
  explicit shared_guard(worker_parts& parts) : tally_(parts.queue.link(), parts.queue.names()) {}

  /// Adds the news. True when no address may be discarded on the word of one of these.
  task<result<bool>> is_holding(project_id project, std::vector<guard_news> news);

 private:
  store::revocation_tally tally_;
};

}  // namespace carillon::engine
