// Refreshes the gauges that somebody has to measure: the queue's depth, Redis' memory, requests in flight,
// breakers. A role of the worker, once a second; workers of one process agree that one of them measures the
// queue. One io thread.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>

#include "base/metrics.hpp"
#include "engine/parts/breaker_board.hpp"
#include "engine/parts/by_provider.hpp"
#include "engine/parts/worker_parts.hpp"
#include "queue/ready_ages.hpp"

namespace carillon::engine {

class gauges {
 public:
  using requests = by_provider<std::size_t>;

  /// `shared`: of the process; outlives it.
  gauges(worker_parts& parts, std::function<requests()> in_flight,
         std::function<breaker_board::states()> breakers, breaker_board& shared);
  ~gauges();  ///< takes this worker's part out of the shared gauges
  gauges(const gauges&) = delete;
  gauges& operator=(const gauges&) = delete;

  /// The role's loop. `is_measuring_queue`: this worker is the one.
  task<> run(bool is_measuring_queue);

 private:
  void show_in_flight(const requests& now);
  task<> show_depth();
  task<> show_memory();
  task<> show_ages();

  worker_parts& parts_;
  std::function<requests()> in_flight_;
  std::function<breaker_board::states()> breakers_;
  breaker_board& shared_;
  requests shown_;  ///< our part of the gauges, which the workers share
  by_provider<std::optional<metrics::gauge>> inflight_requests_;  ///< of those that ever had some
  queue::ready_ages ages_;
  unsigned rounds_ = 0;
  std::array<metrics::gauge, 3> ready_jobs_, oldest_ages_;
  metrics::gauge due_jobs_, leased_jobs_, dead_jobs_, memory_ratio_;
};

}  // namespace carillon::engine
