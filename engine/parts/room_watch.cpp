#include "engine/parts/room_watch.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "net/redis/redis_errors.hpp"

namespace carillon::engine {

void room_watch::hear(const error& failure, steady_time now) {
  if (!net::means_full(failure)) return;
  refused_ = now;
  if (since_) return;
  since_ = now;
  log::warn("redis_full", "Redis has reached its maxmemory: what would add to it waits, the rest goes on",
            {{"cure", "raise maxmemory, or keep less: retention.events, retention.broadcasts"}});
}

void room_watch::found(steady_time now) {
  refused_.reset();
  if (!since_) return;
  const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(now - *since_);
  since_.reset();
  log::info("redis_has_room", "Redis takes more again: what waited goes on", {{"after_s", lasted.count()}});
}

std::chrono::milliseconds room_watch::wait(steady_time now, double dice) const noexcept {
  const auto full_for = since_ ? std::chrono::duration_cast<std::chrono::milliseconds>(now - *since_)
                               : std::chrono::milliseconds(0);
  const auto wait = std::clamp(full_for / 2, least_wait, longest_wait);
  return wait +
         std::chrono::milliseconds(static_cast<std::int64_t>(dice * static_cast<double>(wait.count()) / 4));
}

}  // namespace carillon::engine
