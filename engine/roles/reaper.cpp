#include "engine/roles/reaper.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/chunks/dead_letter.hpp"
#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {

namespace {
using namespace std::chrono_literals;
constexpr auto most_pause = 500ms;
/// Our own connection, or Redis, was away: so were others, and they need as long to be seen again.
constexpr auto all_are_back_after = 4s;
}  // namespace

task<> reaper::run() {
  const auto pause =
      std::clamp<std::chrono::milliseconds>(parts_.settings.worker.lease / 10, 50ms, most_pause);
  while (true) {
    parts_.pulse.turned(role::reaper);
    fault_point(fault::reap_round);
    const auto reaped = co_await go_round();
    if (!reaped) absences_.forget();  // Redis is away: next time
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
  auto now = std::chrono::steady_clock::now();
  if (!watch_.is_over(now)) {
    absences_.forget();
    co_return result<void>();
  }
  is_looking_ = now - looked_ >= most_pause && parts_.queue.is_present();
  gone_ = absences_.gone(now);
  owners_.clear();
  crew partitions(parts_.context);
  for (unsigned where = 0; where < queue::partition_count; ++where) {
    partitions.add(parts_.tasks, reap(static_cast<queue::partition>(where)));
  }
  auto reaped = co_await partitions.finish();
  if (reaped && is_looking_) reaped = co_await look_who_is_gone();
  if (!reaped) co_return reaped;
  now = std::chrono::steady_clock::now();
  if (now - noted_ < watch_.longest_gap() / 2) co_return result<void>();
  noted_ = now;
  co_return co_await parts_.queue.note_reaping(before->now_ms);
}

task<result<void>> reaper::look_who_is_gone() {
  owners_.erase(parts_.queue.nonce());
  auto there = co_await parts_.queue.presence_of({owners_.begin(), owners_.end()});
  if (!there) co_return there.error();
  looked_ = std::chrono::steady_clock::now();
  if (looked_ - parts_.queue.present_since() < all_are_back_after) {
    absences_.forget();
  } else {
    absences_.look(looked_, *there);
  }
  co_return result<void>();
}

void reaper::hear(std::int64_t redis_ms) {
  if (watch_.heard(std::chrono::steady_clock::now(), redis_ms)) tell_silence();
}

void reaper::tell_silence() {
  log::warn("reaping_paused",
            "Redis was silent, or its clock stepped: leases that ran out meanwhile are left alone for the "
            "time of one",
            {{"lease_ms", parts_.settings.worker.lease.count()}});
}

task<result<void>> reaper::reap(queue::partition where) {
  fault_point(fault::reap_partition);
  const auto latest = watch_.not_after_ms(std::chrono::steady_clock::now());
  const auto reaped =
      co_await parts_.queue.reap(where, parts_.settings.worker.lease,
                                 {.not_after_ms = latest, .gone = gone_, .wants_owners = is_looking_});
  if (!reaped) co_return reaped.error();
  hear(reaped->now_ms);
  owners_.insert(reaped->owners.begin(), reaped->owners.end());
  co_await report(where, *reaped);
  co_return result<void>();
}

task<result<void>> reaper::take_back_all() {
  for (unsigned each = 0; each < queue::partition_count; ++each) {
    const auto where = static_cast<queue::partition>(each);
    while (true) {
      const auto taken =
          co_await parts_.queue.reap(where, parts_.settings.worker.lease, {.is_everybody_gone = true});
      if (!taken) co_return taken.error();
      if (taken->requeued == 0 && taken->poisoned.empty()) break;
      co_await report(where, *taken);
    }
  }
  co_return result<void>();
}

task<> reaper::report(queue::partition where, const queue::reap_reply& reaped) {
  if (reaped.requeued > 0) {
    parts_.metrics.lease_expired.add(reaped.requeued);
    log::warn("leases_taken_back", "jobs of a worker that fell silent or is gone are ready again",
              {{"jobs", reaped.requeued}, {"partition", where}});
  }
  for (const auto& job : reaped.poisoned) {
    parts_.metrics.lease_expired.add();
    co_await report_poisoned(parts_, job);
  }
}

}  // namespace carillon::engine
