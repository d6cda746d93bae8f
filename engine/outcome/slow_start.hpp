// After an outage, and after a provider's call for a pause: what waited does not go out all at once. In the
// first second as much as in a good one before, or half of it after a call for a pause; then twice
// as much each second, until nobody counts any more. Pure: time comes in as a parameter. One per breaker.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace carillon::engine {

class slow_start {
 public:
  /// A request went well: how many do in a second is what begin() begins with.
  void note_pass(steady_time now) noexcept;

  /// An outage ended.
  void begin(steady_time at) noexcept;
  /// A pause that was asked for ends then. Again before anything went well: half of the half.
  void begin_at_half(steady_time at) noexcept;

  /// There is room for another request in this second.
  bool may_admit(steady_time now) const noexcept;
  void admit(steady_time now) noexcept;
  bool is_under_way(steady_time now) const noexcept;

 private:
  /// 0: begun, and not a second old. Only while it is under way.
  unsigned step_at(steady_time now) const noexcept;

  /// The best second, whose fame fades with each in which something went well; 0: there was none yet.
  double rate_ = 0;
  double counted_ = 0;
  steady_time counted_since_{};
  double first_ = 0;  ///< requests of the first second
  steady_time began_{}, ends_{};
  double admitted_ = 0;  ///< in that step
  unsigned step_ = 0;
};

}  // namespace carillon::engine
