#include "engine/parts/worker_parts.hpp"

#include <algorithm>
#include <random>

namespace carillon::engine {

double throw_dice() {
  // Spreads load; nothing secret hangs on it.
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

std::chrono::nanoseconds jittered(std::chrono::nanoseconds duration) {
  return duration + std::chrono::nanoseconds(
                        static_cast<std::int64_t>(static_cast<double>(duration.count()) * throw_dice() / 4));
}

std::chrono::nanoseconds patience::next() {
  wait_ = std::min<std::chrono::milliseconds>(2 * wait_, std::chrono::seconds(2));
  return jittered(wait_);
}

}  // namespace carillon::engine
