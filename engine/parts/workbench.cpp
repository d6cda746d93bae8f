#include "engine/parts/workbench.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace carillon::engine {
namespace {
constexpr std::size_t most_remembered = 1000;
}

workbench::stint::stint(workbench& bench, work_meter& meter)
    : bench_(bench), meter_(meter), turn_(bench.context_) {}

workbench::stint::~stint() {
  std::erase(bench_.waiting_, this);
  if (has_place_) bench_.leave(*this);
}

task<> workbench::stint::begin() {
  if (!bench_.is_taken_) {
    bench_.take(*this);
    co_return;
  }
  bench_.waiting_.push_back(this);
  while (!has_place_) co_await turn_.wait_for(std::chrono::hours(1));
  since_ = std::chrono::steady_clock::now();
}

/// It asks for the place again before it gives it up: who has work all the time is not taken for idle. Alone
/// at the bench it still waits for a turn of the loop, in which others' news is handled.
task<> workbench::stint::pause() {
  bench_.waiting_.push_back(this);
  bench_.leave(*this);
  const auto here = co_await asio::this_coro::executor;
  co_await asio::post(here, no_throw);
  while (!has_place_) co_await turn_.wait_for(std::chrono::hours(1));
  since_ = std::chrono::steady_clock::now();
}

std::chrono::nanoseconds workbench::start_of(project_id project) const {
  const auto found = used_.find(project);
  return found == used_.end() ? clock_ : std::max(clock_, found->second);
}

void workbench::take(stint& next) {
  is_taken_ = next.has_place_ = true;
  clock_ = start_of(next.meter_.project);
  next.since_ = std::chrono::steady_clock::now();
}

void workbench::leave(stint& holder) {
  const auto took = std::chrono::steady_clock::now() - holder.since_;
  auto& meter = holder.meter_;
  used_[meter.project] = start_of(meter.project) + took;
  const bool was_slow = meter.spent > work_meter::slow_after;
  meter.spent += took;
  is_taken_ = holder.has_place_ = false;
  if (used_.size() > most_remembered)
    std::erase_if(used_, [&](const auto& each) { return each.second <= clock_; });
  const auto next = std::ranges::min_element(
      waiting_, {}, [&](const stint* each) { return start_of(each->meter_.project); });
  if (next != waiting_.end()) {
    auto* const chosen = *next;
    waiting_.erase(next);
    take(*chosen);
    chosen->turn_.notify();
  }
  if (!was_slow && meter.spent > work_meter::slow_after) meter.be_slow();
}

}  // namespace carillon::engine
