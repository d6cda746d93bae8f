#include "engine/outcome/concurrency_limit.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

constexpr std::size_t most = 10'000;
/// A failure takes that part: at one in a hundred the limit stays in the thousands, at one in two it is
/// small.
constexpr std::size_t failure_takes = 16;
/// An origin that takes two seconds to answer has half as many, and so on.
constexpr std::size_t most_at_a_second = 1'000;
constexpr int smoothing = 8;
/// One late answer tells little: a connection may have been made for it. Counted for no more than so many
/// times what is usual; where all are late, the usual is theirs after a few.
constexpr int most_unusual = 8;

}  // namespace

void concurrency_limit::take(steady_time now) noexcept {
  if (in_flight_++ == 0) moved_ = now;
}

void concurrency_limit::give_back(steady_time now) noexcept {
  --in_flight_;
  moved_ = now;
}

void concurrency_limit::hear(std::chrono::nanoseconds took, bool is_well) noexcept {
  took = std::max(took, std::chrono::nanoseconds(1));
  const auto counted = latency_.count() == 0 ? took : std::min(took, most_unusual * latency_);
  latency_ = latency_.count() == 0 ? took : latency_ + (counted - latency_) / smoothing;
  if (!is_well) {
    allowed_ -= (allowed_ + failure_takes - 1) / failure_takes;
  } else if (took < brisk && 2 * in_flight_ >= allowed_) {
    ++allowed_;
  }
  if (latency_ > brisk) {
    const auto bound =
        most_at_a_second * static_cast<std::size_t>(brisk.count()) /
        static_cast<std::size_t>(std::chrono::ceil<std::chrono::milliseconds>(latency_).count());
    allowed_ = std::min(allowed_, bound);
  }
  allowed_ = std::clamp(allowed_, least, most);
}

std::chrono::milliseconds concurrency_limit::time_for(double requests, steady_time now) const noexcept {
  const auto each = is_stuck(now) ? std::max<std::chrono::nanoseconds>(latency_, now - moved_) : latency_;
  const double at_a_time = static_cast<double>(std::max<std::size_t>(1, in_flight_));
  return std::chrono::ceil<std::chrono::milliseconds>(
      std::chrono::duration<double, std::nano>(static_cast<double>(each.count()) * requests / at_a_time));
}

}  // namespace carillon::engine
