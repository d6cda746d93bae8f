// Whom a relay that greylists knows: a sender's first mail to somebody is put off, and taken when he tries
// again later. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace carillon::sandbox {

class greylist {
 public:
  /// Asked at each recipient. `span`: how long the first one is put off; 0: nobody is, and all are forgotten.
  bool puts_off(std::string_view from, std::string_view to, std::chrono::milliseconds span, timestamp now) {
    if (span.count() == 0) {
      first_tries_.clear();
      return false;
    }
    if (first_tries_.size() >= most) first_tries_.clear();
    const auto [tried, is_new] = first_tries_.try_emplace(std::string(from).append("\n").append(to), now);
    return is_new || now - tried->second < span;
  }

 private:
  static constexpr std::size_t most = 100'000;
  std::unordered_map<std::string, timestamp> first_tries_;  ///< by sender and recipient
};

}  // namespace carillon::sandbox
