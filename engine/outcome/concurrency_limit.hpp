// How many requests may be under way at one origin at a time. It grows with answers that come soon, as long
// as it is made use of, and shrinks with failures and with latency: who is slow gets what keeps it busy, who
// is silent holds up hardly anything (queue.md 2.15). Pure: time comes in as a parameter. One per carrier.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/clock.hpp"

namespace carillon::engine {

class concurrency_limit {
 public:
  static constexpr std::size_t first = 64;  ///< before anything is known
  static constexpr std::size_t least = 4;
  /// What answers sooner is held up by nobody; nothing ended for so long: it is stuck.
  static constexpr std::chrono::milliseconds brisk{1'000};

  /// A request takes a place; whatever becomes of it, it gives it back.
  void take(steady_time now) noexcept;
  void give_back(steady_time now) noexcept;
  /// How an attempt of a request ended, after so long. `is_well`: it was answered, if only with a refusal of
  /// what it carried.
  void hear(std::chrono::nanoseconds took, bool is_well) noexcept;

  std::size_t in_flight() const noexcept { return in_flight_; }
  std::size_t allowed() const noexcept { return allowed_; }
  bool has_room(std::size_t streams) const noexcept { return in_flight_ < allowed_ && in_flight_ < streams; }
  /// It has answered, and soon.
  bool is_brisk() const noexcept { return latency_.count() > 0 && latency_ < brisk; }
  /// Requests are under way, and none ended for a while.
  bool is_stuck(steady_time now) const noexcept { return in_flight_ > 0 && now - moved_ >= brisk; }
  /// How long so many requests would take to get their turn, as things go.
  std::chrono::milliseconds time_for(double requests, steady_time now) const noexcept;

 private:
  std::size_t in_flight_ = 0;
  std::size_t allowed_ = first;
  std::chrono::nanoseconds latency_{0};  ///< smoothed; 0: unknown
  steady_time moved_{};                  ///< a request ended, or the first of several began
};

}  // namespace carillon::engine
