#include "engine/parts/silence_watch.hpp"

#include <algorithm>

namespace carillon::engine {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

bool silence_watch::heard(steady_time now, std::int64_t redis_ms) noexcept {
  bool was_silent = false;
  if (last_) {
    const auto passed = duration_cast<milliseconds>(now - *last_);
    was_silent = passed > longest_gap_ || milliseconds(redis_ms - redis_ms_) - passed > longest_gap_;
  }
  last_ = now;
  redis_ms_ = redis_ms;
  return was_silent && grant(now);
}

bool silence_watch::begin(steady_time now, std::int64_t redis_ms,
                          std::optional<std::int64_t> last_round_ms) noexcept {
  last_ = now;
  redis_ms_ = redis_ms;
  // Rounds are noted less often than they are made.
  return last_round_ms && milliseconds(redis_ms - *last_round_ms) > 2 * longest_gap_ && grant(now);
}

std::int64_t silence_watch::not_after_ms(steady_time now) const noexcept {
  const auto passed = last_ ? duration_cast<milliseconds>(now - *last_) : milliseconds(0);
  return redis_ms_ + (passed + longest_gap_).count();
}

bool silence_watch::grant(steady_time now) noexcept {
  if (now >= grace_until_ + lease_) grace_since_ = now;
  const auto wanted = std::min(now + lease_, grace_since_ + most_leases * lease_);
  const bool is_longer = wanted > grace_until_;
  grace_until_ = std::max(grace_until_, wanted);
  return is_longer;
}

}  // namespace carillon::engine
