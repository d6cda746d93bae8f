// How a worker stops (queue.md 2.18): nothing is sent twice, no lease stays behind.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/worker_impl.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto between_looks = 5ms;
constexpr auto commits_patience = 5s;  ///< for the last commits; Redis may be away
}  // namespace

/// A second call with less patience shortens the first one's and waits for the same end.
task<void> worker::impl::drain(std::chrono::milliseconds patience) {
  drain_deadline_ = std::min(drain_deadline_, std::chrono::steady_clock::now() + patience);
  if (std::exchange(parts_.is_draining, true)) {
    while (!has_stopped_) co_await parts_.sleep(between_looks);
    co_return;
  }
  bool has_jobs_left = false;
  if (has_started_) {
    roles_->dispatcher.stop_sending();
    co_await wait_for_flights();
    roles_->dispatcher.cancel_flights();
    has_jobs_left = !co_await wait_for_jobs();
  }
  loops_.cancel();
  co_await loops_.join(1s);
  if (has_started_ && !has_jobs_left) co_await roles_->finisher.finish_noted();
  if (std::exchange(is_measuring_, false)) environment_.credentials->end_measuring();
  const auto cancelled = co_await tasks_.join(1s);
  if (cancelled > 0) log::warn("drain_incomplete", "tasks had to be cancelled", {{"tasks", cancelled}});
  redis_->close();
  has_stopped_ = true;
}

task<> worker::impl::wait_for_flights() {
  while (roles_->dispatcher.has_begun_recipients() && std::chrono::steady_clock::now() < drain_deadline_) {
    co_await parts_.sleep(between_looks);
  }
}

/// True when no job is left; false when Redis would not take the last outcomes.
task<bool> worker::impl::wait_for_jobs() {
  const auto limit = std::chrono::steady_clock::now() + commits_patience;
  while (!roles_->dispatcher.has_ended() || roles_->plans.under_way() > 0) {
    roles_->dispatcher.end_jobs();
    if (std::chrono::steady_clock::now() >= limit) {
      log::error("drain_gave_up", "Redis did not take the last outcomes: their leases will run out",
                 {{"jobs", roles_->dispatcher.open_jobs()}});
      co_return false;
    }
    co_await parts_.sleep(between_looks);
  }
  co_return true;
}

}  // namespace carillon::engine
