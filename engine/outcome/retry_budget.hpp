// How many retries an account may get (queue.md 2.10): a tenth of its first attempts and ten a second, of the
// last ten seconds. It bounds what is sent in vain to a service that is half dead; a retry that is taken well
// costs nothing. Pure: time comes in as a parameter. One per sender.
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.hpp"

namespace carillon::engine {

class retry_budget {
 public:
  void note_first_attempt(steady_time now) noexcept;
  /// Something is left for one more.
  bool may_spend(steady_time now) const noexcept;
  void spend(steady_time now) noexcept;
  /// A retry went well: whoever serves retries is not ill.
  void give_back(steady_time now) noexcept;

 private:
  struct second {
    std::int64_t number = 0;  ///< of the clock
    double earned = 0, spent = 0;
  };
  second& at(steady_time now) noexcept;

  std::array<second, 10> seconds_{};  ///< by number
};

}  // namespace carillon::engine
