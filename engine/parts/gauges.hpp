// Refreshes the gauges that somebody has to measure: the queue's depth, requests in flight. A role of the
// worker, once a second; workers of one process agree that one of them measures the queue. One io thread.
#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "base/metrics.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class gauges {
 public:
  /// `in_flight`: by provider (none, apns, fcm).
  gauges(worker_parts& parts, std::function<std::array<std::size_t, 3>()> in_flight);
  ~gauges();  ///< takes this worker's part out of the shared gauges
  gauges(const gauges&) = delete;
  gauges& operator=(const gauges&) = delete;

  /// The role's loop. `is_measuring_queue`: this worker is the one.
  task<> run(bool is_measuring_queue);

 private:
  void show_in_flight(const std::array<std::size_t, 3>& now);
  task<> show_depth();

  worker_parts& parts_;
  std::function<std::array<std::size_t, 3>()> in_flight_;
  std::array<std::size_t, 3> shown_{};  ///< our part of the gauges, which the workers share
  std::array<metrics::gauge, 3> inflight_requests_;
  std::array<metrics::gauge, 3> ready_jobs_;
  metrics::gauge due_jobs_, leased_jobs_, dead_jobs_;
};

}  // namespace carillon::engine
