// How a worker stops (queue.md 2.18): nothing is sent twice, no lease stays behind.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/roles/worker_impl.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto between_looks = 5ms;
constexpr auto calls_patience = 5s;    ///< of endpoints of webhooks
constexpr auto commits_patience = 5s;  ///< for the last commits; Redis may be away
}  // namespace

/// A second call with less patience shortens the first one's and waits for the same end.
task<void> worker::impl::drain(std::chrono::milliseconds patience) {
  drain_deadline_ = std::min(drain_deadline_, std::chrono::steady_clock::now() + patience);
  if (std::exchange(parts_.is_draining, true)) {
    while (!has_stopped_) co_await parts_.sleep(between_looks);
    co_return;
  }
  if (has_started_) {
    co_await step(fault::drain_flights, wait_for_flights());
    co_await step(fault::drain_cancel, cancel_flights());
    co_await step(fault::drain_jobs, wait_for_jobs());
  }
  co_await step(fault::drain_loops, end_loops());
  if (has_started_ && !has_jobs_left_) co_await step(fault::drain_finish, finish_noted());
  if (std::exchange(is_measuring_, false)) environment_.shared->end_measuring();
  const auto cancelled = co_await tasks_.join(1s);
  if (cancelled > 0) log::warn("drain_incomplete", "tasks had to be cancelled", {{"tasks", cancelled}});
  redis_->close();
  has_stopped_ = true;
}

/// Whatever becomes of it, the next step is taken: a worker that cannot stop would hold up the process.
task<> worker::impl::step(fault which, task<> work) {
  std::optional<error> trouble;
  try {
    fault_point(which);
  } catch (...) {
    trouble = caught();
  }
  try {
    co_await std::move(work);
  } catch (...) {
    trouble = caught();
  }
  if (trouble) report_contained("drain", *trouble);
}

task<> worker::impl::wait_for_flights() {
  roles_->dispatcher.stop_sending();
  while (roles_->dispatcher.has_begun_recipients() && std::chrono::steady_clock::now() < drain_deadline_) {
    co_await parts_.sleep(between_looks);
  }
}

task<> worker::impl::cancel_flights() {
  roles_->dispatcher.cancel_flights();
  co_return;
}

task<> worker::impl::end_loops() {
  // What is told to endpoints may be told again: nobody waits long for them.
  if (has_started_)
    co_await roles_->webhooks.stop(
        std::min(drain_deadline_, std::chrono::steady_clock::now() + calls_patience));
  loops_.cancel();
  co_await loops_.join(1s);
}

task<> worker::impl::finish_noted() {
  co_await roles_->finisher.finish_noted();
}

task<> worker::impl::wait_for_jobs() {
  const auto limit = std::chrono::steady_clock::now() + commits_patience;
  while (!roles_->dispatcher.has_ended() || roles_->plans.under_way() > 0) {
    roles_->dispatcher.end_jobs();
    if (std::chrono::steady_clock::now() >= limit) {
      log::error("drain_gave_up", "Redis did not take the last outcomes: their leases will run out",
                 {{"jobs", roles_->dispatcher.open_jobs()}});
      has_jobs_left_ = true;
      co_return;
    }
    co_await parts_.sleep(between_looks);
  }
}

}  // namespace carillon::engine
