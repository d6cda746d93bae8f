#include "engine/roles/stager.hpp"

#include <algorithm>

#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto usual_look = 1s;  // another worker's retry may fall due that we know nothing of
constexpr auto soonest_look = 20ms;
}  // namespace

task<> stager::run() {
  while (true) {
    parts_.pulse.turned(role::stager);
    fault_point(fault::stage_round);
    const auto now = std::chrono::steady_clock::now();
    crew partitions(parts_.context);
    for (unsigned where = 0; where < queue::partition_count; ++where) {
      if (next_[where] <= now) partitions.add(parts_.tasks, stage(static_cast<queue::partition>(where)));
    }
    const auto staged = co_await partitions.finish();
    if (!staged) co_await parts_.sleep(jittered(usual_look));  // Redis is away
    const auto soonest = *std::ranges::min_element(next_) - std::chrono::steady_clock::now();
    co_await parts_.sleep(std::max<std::chrono::nanoseconds>(soonest, soonest_look));
  }
}

task<result<void>> stager::stage(queue::partition where) {
  next_[where] = std::chrono::steady_clock::now() + jittered(usual_look);
  fault_point(fault::stage_partition);
  const auto staged = co_await parts_.queue.stage(where);
  if (!staged) co_return staged.error();
  if (staged->next_due_in_ms) {
    const auto due = std::chrono::milliseconds(std::max<std::int64_t>(0, *staged->next_due_in_ms));
    next_[where] = std::min(next_[where], std::chrono::steady_clock::now() + due);
  }
  co_return result<void>();
}

}  // namespace carillon::engine
