// Which owners of leases are gone for good: not there at several looks in a row, over longer than a
// connection takes to come back. Pure; one per reaper.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace carillon::engine {

class absence_watch {
 public:
  static constexpr std::chrono::milliseconds least_absence{1500};
  static constexpr int least_looks = 3;

  /// Everybody who holds a lease, and whether he is there.
  void look(steady_time now, const std::map<std::string, bool>& owners);
  /// What was seen counts no more: our own sight was broken.
  void forget() noexcept { absent_.clear(); }
  std::vector<std::string> gone(steady_time now) const;

 private:
  struct absence {
    steady_time since;
    int looks = 0;
  };
  std::map<std::string, absence> absent_;
};

}  // namespace carillon::engine
