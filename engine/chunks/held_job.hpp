// A job this worker holds and until when it may act on it. Shared by whoever works on the job and the
// lease_keeper that renews it. One io thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "base/clock.hpp"
#include "engine/parts/workbench.hpp"
#include "queue/job.hpp"

namespace carillon::engine {

struct held_job {
  held_job(queue::claimed_job claimed, std::chrono::milliseconds lease_length)
      : job(std::move(claimed)),
        lease(lease_length),
        until(job.lease_until),
        meter{.project = job.project},
        clock_base_(std::chrono::steady_clock::now() - std::chrono::milliseconds(job.claimed_ms)) {}

  queue::claimed_job job;
  std::chrono::milliseconds lease;
  steady_time until;      ///< another worker may own it after this
  work_meter meter;       ///< what its opening has cost
  bool is_lost = false;   ///< the fence refused us: nothing may be written for it any more
  bool is_ended = false;  ///< committed to its end, or given up: no more renewals
  bool is_renewing = false;
  std::function<void()> on_renewed;  ///< sends that were paused may go on
  std::function<void()> on_lost;     ///< called once, after is_lost was set

  /// Sends may start: another owner is far enough away that what is in flight will have ended (queue.md 2.7).
  bool may_start(steady_time now) const noexcept {
    return !is_lost && now + std::min<std::chrono::milliseconds>(std::chrono::seconds(5), lease / 6) < until;
  }
  /// Redis' clock at a time of ours, as far as the claim told.
  std::int64_t redis_ms(steady_time at) const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at - clock_base_).count();
  }
  void lose() {
    if (std::exchange(is_lost, true)) return;
    is_ended = true;
    if (on_lost) on_lost();
  }

 private:
  steady_time clock_base_;  ///< when Redis' clock read 0
};

}  // namespace carillon::engine
