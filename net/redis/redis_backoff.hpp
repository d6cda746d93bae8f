// How long to wait before the next attempt to reach Redis: 50 ms doubling to 2 s, jittered down by up to half
// so that a fleet does not come back in step. One object a connection; not thread-safe.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace carillon::net {

class redis_backoff {
 public:
  std::chrono::milliseconds next() {
    const auto whole = delay_.count();
    delay_ = std::min(delay_ * 2, maximum);
    return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(whole / 2, whole)(random_));
  }
  void reset() noexcept { delay_ = minimum; }

 private:
  static constexpr std::chrono::milliseconds minimum{50};
  static constexpr std::chrono::milliseconds maximum{2'000};
  std::chrono::milliseconds delay_ = minimum;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace carillon::net
