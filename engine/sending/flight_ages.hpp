// How many requests have been in flight for long: for a second, or a second and a half. Their slots are not
// counted against the window, for they come back at somebody's leisure, not in a moment. O(1) for each
// request: it is counted by the half second in which it began. Pure. Kept by the window.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/clock.hpp"

namespace carillon::engine {

class flight_ages {
 public:
  void begin(steady_time now) noexcept {
    advance(now);
    ++count_of(now);
  }
  /// Of a request that began then.
  void end(steady_time began) noexcept { --count_of(began); }
  std::size_t old(steady_time now) noexcept {
    advance(now);
    return old_;
  }

 private:
  static constexpr std::chrono::milliseconds epoch{500};
  static std::uint64_t epoch_of(steady_time when) noexcept {
    return static_cast<std::uint64_t>(when.time_since_epoch() / epoch);
  }
  std::size_t& count_of(steady_time began) noexcept {
    const auto when = epoch_of(began);
    return when + young_.size() > last_ ? young_[when % young_.size()] : old_;
  }
  void advance(steady_time now) noexcept {
    const auto current = epoch_of(now);
    if (current <= last_) return;
    const auto steps = std::min<std::uint64_t>(current - last_, young_.size());
    for (std::uint64_t step = 1; step <= steps; ++step) {
      auto& oldest = young_[(last_ + step) % young_.size()];
      old_ += std::exchange(oldest, 0);
    }
    last_ = current;
  }

  std::array<std::size_t, 3> young_{};  ///< by the epoch in which they began
  std::size_t old_ = 0;
  std::uint64_t last_ = 0;  ///< epoch
};

}  // namespace carillon::engine
