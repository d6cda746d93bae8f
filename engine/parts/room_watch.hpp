// Whether Redis has room for what jobs would add to it, as far as this worker's own writes were refused for
// want of it. A job that cannot go on without is put off, outside: asking again and again it would hold the
// place of work that needs none (pushes go on while inboxes wait). One a worker.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace carillon::engine {

class room_watch {
 public:
  /// So long a refusal is believed; then the next job that needs room tries.
  static constexpr std::chrono::milliseconds believed_for{1'000};
  static constexpr std::chrono::milliseconds least_wait{1'000};
  static constexpr std::chrono::milliseconds longest_wait{15'000};

  /// A write failed. Of any other reason than that Redis is full, nothing follows.
  void hear(const error& failure, steady_time now);
  /// A write found room.
  void found(steady_time now);
  /// Nothing is worth asking room for now.
  bool is_full(steady_time now) const noexcept { return refused_ && now - *refused_ < believed_for; }
  /// How long a job had better wait: half of the time Redis has been full. `dice` in [0, 1) spreads the jobs.
  std::chrono::milliseconds wait(steady_time now, double dice) const noexcept;

 private:
  std::optional<steady_time> since_;    ///< full, without a write that found room
  std::optional<steady_time> refused_;  ///< last
};

}  // namespace carillon::engine
