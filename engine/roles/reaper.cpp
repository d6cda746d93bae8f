#include "engine/roles/reaper.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "engine/chunks/dead_letter.hpp"
#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {

task<> reaper::run() {
  using namespace std::chrono_literals;
  const auto pause = std::clamp<std::chrono::milliseconds>(parts_.settings.worker.lease / 10, 50ms, 1s);
  while (true) {
    parts_.pulse.turned(role::reaper);
    fault_point(fault::reap_round);
    crew partitions(parts_.context);
    for (unsigned where = 0; where < queue::partition_count; ++where) {
      partitions.add(parts_.tasks, reap(static_cast<queue::partition>(where)));
    }
    [[maybe_unused]] const auto reaped = co_await partitions.finish();  // an error: Redis is away, next time
    co_await parts_.sleep(jittered(pause));
  }
}

task<result<void>> reaper::reap(queue::partition where) {
  fault_point(fault::reap_partition);
  const auto reaped = co_await parts_.queue.reap(where, parts_.settings.worker.lease);
  if (!reaped) co_return reaped.error();
  if (reaped->requeued > 0) {
    parts_.metrics.lease_expired.add(reaped->requeued);
    log::warn("leases_expired", "jobs of a worker that fell silent are ready again",
              {{"jobs", reaped->requeued}, {"partition", where}});
  }
  for (const auto& job : reaped->poisoned) {
    parts_.metrics.lease_expired.add();
    co_await report_poisoned(parts_, job);
  }
  co_return result<void>();
}

}  // namespace carillon::engine
