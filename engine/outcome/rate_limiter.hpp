// Keeps an account below a ceiling of items and requests a second (traits::ceiling). Who finds no room waits
// outside the window, the longer the more there are. Pure: time comes in as a parameter. One per sender.
#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "providers/traits.hpp"

namespace carillon::engine {

class rate_limiter {
 public:
  /// `share`: among so many senders of this process the ceiling is divided. 0 of a kind: no limit.
  rate_limiter(providers::rate ceiling, unsigned share) noexcept;

  /// Takes room for a request of one item. False when there is none: somebody waits.
  bool admit(steady_time now) noexcept;
  /// Takes room for one more item of a request that was admitted.
  bool admit_another(steady_time now) noexcept;
  /// Until those that wait now had their turn; one second at least, one minute at most.
  std::chrono::milliseconds wait() const noexcept;

 private:
  /// A second's worth at most.
  struct bucket {
    double rate = 0;
    double left = 0;
    bool has_room() const noexcept { return rate == 0 || left >= 1; }
    void take() noexcept { left -= rate == 0 ? 0 : 1; }
    void refill(double seconds) noexcept;
  };
  void refill(steady_time now) noexcept;
  bool refused() noexcept;

  bucket items_, requests_;
  steady_time filled_{};
  double waiting_ = 0;  ///< items refused lately
};

}  // namespace carillon::engine
