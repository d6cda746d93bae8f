#include "engine/roles/finisher.hpp"

#include <utility>

#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto debounce = 100ms;
constexpr auto between_sweeps = 5s;
constexpr auto between_hastenings = 500ms;
constexpr std::size_t sweep_limit = 64;  // of a partition; the oldest
}  // namespace

finisher::finisher(worker_parts& parts, std::function<void(broadcast_id)> on_cancelled)
    : parts_(parts),
      on_cancelled_(std::move(on_cancelled)),
      cancellations_(parts.queue.link(), parts.queue.names()),
      told_(parts.context) {}

void finisher::note(broadcast_id broadcast) {
  noted_.insert(broadcast);
  told_.notify();
}

task<> finisher::run() {
  while (true) {
    co_await told_.wait_for(1s);
    parts_.pulse.turned(role::finisher);
    if (noted_.empty()) continue;
    fault_point(fault::finish_round);
    co_await finish_noted();
    co_await parts_.sleep(debounce);  // jobs of one broadcast end in droves
  }
}

task<> finisher::finish_noted() {
  crew noted(parts_.context);
  for (const auto& broadcast : std::exchange(noted_, {})) noted.add(parts_.tasks, finish(broadcast));
  [[maybe_unused]] const auto finished = co_await noted.finish();  // an error: the sweep will do it
}

task<> finisher::sweep() {
  while (true) {
    co_await parts_.sleep(jittered(between_sweeps));
    parts_.pulse.turned(role::sweep);
    fault_point(fault::sweep_round);
    // What another worker finished is heard of no more.
    const auto long_ago = std::chrono::steady_clock::now() - 10 * between_sweeps;
    std::erase_if(hastened_, [&](const auto& each) { return each.second < long_ago; });
    crew partitions(parts_.context);
    for (unsigned where = 0; where < queue::partition_count; ++where) {
      partitions.add(parts_.tasks, sweep_partition(static_cast<queue::partition>(where)));
    }
    [[maybe_unused]] const auto swept = co_await partitions.finish();  // an error: Redis is away, next time
  }
}

task<result<void>> finisher::sweep_partition(queue::partition where) {
  fault_point(fault::sweep_partition);
  const auto open = co_await parts_.queue.open_broadcasts(where, sweep_limit);
  if (!open) co_return open.error();
  result<void> outcome;
  for (const auto& broadcast : *open) {
    auto finished = co_await finish(broadcast);
    if (!finished) outcome = std::move(finished);  // the others are not to wait for it
  }
  co_return outcome;
}

task<result<void>> finisher::finish(broadcast_id broadcast) {
  fault_point(fault::finish_one);
  const auto finished = co_await parts_.queue.finish_broadcast(broadcast);
  if (!finished) co_return finished.error();
  if (!*finished) co_return co_await end_if_cancelled(broadcast);
  hastened_.erase(broadcast);
  co_return result<void>();
}

/// Looks through its jobs, which is a call for each partition: not again for every one of them that ends.
task<result<void>> finisher::end_if_cancelled(broadcast_id broadcast) {
  const auto now = std::chrono::steady_clock::now();
  const auto before = hastened_.find(broadcast);
  if (before != hastened_.end() && now - before->second < between_hastenings) co_return result<void>();
  const auto cancelled = co_await cancellations_.hasten(broadcast);
  if (!cancelled) co_return cancelled.error();
  if (!*cancelled) co_return result<void>();
  hastened_[broadcast] = now;
  on_cancelled_(broadcast);
  co_return result<void>();
}

}  // namespace carillon::engine
