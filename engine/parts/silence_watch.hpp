// Whether a lease that ran out says anything about its owner. While Redis did not answer, nobody could renew:
// a reaper that hears from it again leaves everybody the time of one lease to commit and renew first
// (queue.md 2.7). A step of Redis' clock is the same: leases run out by it that nobody failed to renew. Pure;
// one per reaper.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace carillon::engine {

class silence_watch {
 public:
  explicit silence_watch(std::chrono::milliseconds lease) noexcept
      : lease_(lease), longest_gap_(std::max<std::chrono::milliseconds>(lease / 3, least_gap)) {}

  /// Redis answered at `now`, and its clock read `redis_ms`. True when a silence ended with it that begins a
  /// time of grace.
  bool heard(steady_time now, std::int64_t redis_ms) noexcept;
  /// What a reaper that starts knows: somebody's last round was at that time of Redis' clock. As heard().
  bool begin(steady_time now, std::int64_t redis_ms, std::optional<std::int64_t> last_round_ms) noexcept;
  /// Leases that ran out may be taken.
  bool is_over(steady_time now) const noexcept { return now >= grace_until_; }
  /// A round asked for at `now` is not to be carried out later than this, by Redis' clock: what was asked
  /// before a silence may be answered after it.
  std::int64_t not_after_ms(steady_time now) const noexcept;
  /// This long may pass between two rounds before it counts as silence.
  std::chrono::milliseconds longest_gap() const noexcept { return longest_gap_; }

 private:
  /// A busy machine is not a silent one.
  static constexpr std::chrono::milliseconds least_gap{500};
  /// However often Redis falls silent: what nobody holds must be taken back at some time.
  static constexpr int most_leases = 4;

  bool grant(steady_time now) noexcept;

  std::chrono::milliseconds lease_;
  std::chrono::milliseconds longest_gap_;
  std::optional<steady_time> last_;  ///< Redis was heard
  std::int64_t redis_ms_ = 0;        ///< what its clock read then
  steady_time grace_since_{};        ///< of the first of silences that follow each other
  steady_time grace_until_{};
};

}  // namespace carillon::engine
