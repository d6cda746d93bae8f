#include "engine/outcome/rate_limiter.hpp"

#include <algorithm>

namespace carillon::engine {

rate_limiter::rate_limiter(providers::rate ceiling, unsigned share) noexcept {
  const double part = std::max(1U, share);
  items_.rate = items_.left = ceiling.items / part;
  requests_.rate = requests_.left = ceiling.requests / part;
  // A share of less than one a second still is one now and then.
  for (auto* const each : {&items_, &requests_}) {
    if (each->rate > 0) each->left = std::max(1.0, each->left);
  }
}

bool rate_limiter::admit(steady_time now) noexcept {
  refill(now);
  if (!items_.has_room() || !requests_.has_room()) return refused();
  items_.take();
  requests_.take();
  return true;
}

bool rate_limiter::admit_another(steady_time now) noexcept {
  refill(now);
  if (!items_.has_room()) return refused();
  items_.take();
  return true;
}

bool rate_limiter::refused() noexcept {
  waiting_ += 1;
  return false;
}

std::chrono::milliseconds rate_limiter::wait() const noexcept {
  const double slowest = items_.rate == 0      ? requests_.rate
                         : requests_.rate == 0 ? items_.rate
                                               : std::min(items_.rate, requests_.rate);
  const double seconds = slowest == 0 ? 0 : waiting_ / slowest;
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(seconds, 1.0, 60.0) * 1000));
}

void rate_limiter::refill(steady_time now) noexcept {
  if (filled_ == steady_time{}) filled_ = now;
  const double passed = std::chrono::duration<double>(now - filled_).count();
  if (passed <= 0) return;
  filled_ = now;
  items_.refill(passed);
  requests_.refill(passed);
  // Those that wait come back by themselves.
  waiting_ = std::max(0.0, waiting_ - std::max(items_.rate, requests_.rate) * passed);
}

void rate_limiter::bucket::refill(double seconds) noexcept {
  left = std::min(left + rate * seconds, std::max(1.0, rate));
}

}  // namespace carillon::engine
