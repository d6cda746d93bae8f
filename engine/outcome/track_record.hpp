// How a service did lately, whoever asked: so that what fails is charged to a message only where the service
// does well by others, and a service that answers nobody is noticed however few ask it. Pure: time comes in
// as a parameter. One per breaker.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace carillon::engine {

class track_record {
 public:
  void note_pass(steady_time now) noexcept;
  /// `is_first_attempt`: of its message.
  void note_failure(steady_time now, bool is_first_attempt) noexcept;

  /// Somebody was served within ten seconds, fewer than five failed since, and of the last 32 three quarters
  /// went well: who still fails has himself to blame.
  bool is_serving(steady_time now) const noexcept;
  /// For a second or more nobody was served: five or more failed in a row, of at least two messages, for one
  /// that can never succeed fails as often.
  bool is_silent(steady_time now) const noexcept;

 private:
  std::uint32_t failures_ = 0;  ///< a bit for each of the last 32, set where it failed
  std::uint32_t known_ = 0;     ///< of these bits
  unsigned in_row_ = 0, first_in_row_ = 0;
  steady_time failing_since_{};  ///< while in_row_ is not 0
  steady_time passed_{};         ///< the last time; the epoch: never
};

}  // namespace carillon::engine
