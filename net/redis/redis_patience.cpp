#include "net/redis/redis_patience.hpp"

#include <algorithm>

namespace carillon::net {

steady_time redis_patience::deadline_for(std::size_t bytes, steady_time now) noexcept {
  busy_until_ = std::max(busy_until_, now);
  if (bytes > free_bytes) {
    const auto needed = std::chrono::milliseconds((bytes - free_bytes) * 1000 / slowest_rate);
    busy_until_ = std::min<steady_time>(busy_until_ + needed, now + most_extra);
  }
  return busy_until_ + timeout_;
}

}  // namespace carillon::net
