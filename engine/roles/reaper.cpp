#include "engine/roles/reaper.hpp"

#include <algorithm>
#include <utility>

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
    [[maybe_unused]] const auto reaped = co_await go_round();  // an error: Redis is away, next time
    co_await parts_.sleep(jittered(pause));
  }
}

task<result<void>> reaper::go_round() {
  const auto before = co_await parts_.queue.last_reaping();
  if (!before) co_return before.error();
  if (std::exchange(has_begun_, true)) {
    hear(before->now_ms);
  } else if (watch_.begin(std::chrono::steady_clock::now(), before->now_ms, before->last_ms)) {
    tell_silence();
  }
  if (watch_.is_over(std::chrono::steady_clock::now())) {
    crew partitions(parts_.context);
    for (unsigned where = 0; where < queue::partition_count; ++where) {
      partitions.add(parts_.tasks, reap(static_cast<queue::partition>(where)));
    }
    auto reaped = co_await partitions.finish();
    if (!reaped) co_return reaped;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - noted_ < watch_.longest_gap() / 2) co_return result<void>();
  noted_ = now;
  co_return co_await parts_.queue.note_reaping(before->now_ms);
}

void reaper::hear(std::int64_t redis_ms) {
  if (watch_.heard(std::chrono::steady_clock::now(), redis_ms)) tell_silence();
}

void reaper::tell_silence() {
  log::warn("reaping_paused",
            "Redis was silent, or its clock stepped: leases that ran out meanwhile are left alone for the time of one",
            {{"lease_ms", parts_.settings.worker.lease.count()}});
}

task<result<void>> reaper::reap(queue::partition where) {
  fault_point(fault::reap_partition);
  const auto latest = watch_.not_after_ms(std::chrono::steady_clock::now());
  const auto reaped = co_await parts_.queue.reap(where, parts_.settings.worker.lease, latest);
  if (!reaped) co_return reaped.error();
  hear(reaped->now_ms);
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
