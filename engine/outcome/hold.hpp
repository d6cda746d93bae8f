// Whether a sender may send: it rests after a provider's throttle, and after a refused credential it probes
// with one delivery at a time until one passes. Pure: time comes in as a parameter. One per sender.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace carillon::engine {

class hold {
 public:
  /// True when a delivery may start now. While a refusal is being probed, one only, until its answer.
  bool admit(steady_time now) noexcept;
  /// True while even a probe would come too early.
  bool is_resting(steady_time now) const noexcept { return now < throttled_until_ || now < refused_until_; }
  /// How long a chunk that found no admission had better wait; at least a second.
  std::chrono::milliseconds wait(steady_time now) const noexcept;

  /// The provider asked for a pause of everything.
  void throttle(steady_time until) noexcept;
  /// The credential or account was refused: 60 s, doubling to 5 min while probes fail.
  void refuse(steady_time now) noexcept;
  /// An answer that speaks for the credential came: normal service.
  void pass() noexcept;
  /// The probe ended without telling anything (its connection broke): the next admission probes again.
  void forget_probe() noexcept { is_probing_ = false; }
  /// The integration was saved anew.
  void reset() noexcept { *this = hold(); }

  bool is_refused() const noexcept { return pause_.count() != 0; }

 private:
  steady_time throttled_until_{};
  steady_time refused_until_{};
  std::chrono::seconds pause_{0};  ///< of the last refusal; 0 = none since the last pass
  bool is_probing_ = false;
};

}  // namespace carillon::engine
