// How much time each owner may still take from others: grows with the clock at a share of it, up to a bound,
// and goes below zero when a piece took more than there was. Used by compute_queue under its lock; pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace carillon::net {

class time_credit {
 public:
  struct options {
    double share = 0.01;                    ///< of the time that passes
    std::chrono::nanoseconds most_saved{};  ///< what a newcomer has, and nobody more
  };
  explicit time_credit(options chosen) : options_(chosen) {}

  bool has_some(std::string_view owner, steady_time at) const;
  void take(std::string_view owner, std::chrono::nanoseconds used, steady_time at);

 private:
  struct account {
    std::chrono::nanoseconds level{};
    steady_time since{};
  };
  std::chrono::nanoseconds level_of(const account& of, steady_time at) const;

  const options options_;
  std::map<std::string, account, std::less<>> accounts_;  ///< only of owners that lack some
};

}  // namespace carillon::net
