#include "engine/outcome/hold.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto first_pause = 60s;
constexpr auto longest_pause = 300s;
}  // namespace

bool hold::admit(steady_time now) noexcept {
  if (is_resting(now)) return false;
  if (!is_refused()) return true;
  if (is_probing_) return false;
  is_probing_ = true;
  return true;
}

std::chrono::milliseconds hold::wait(steady_time now) const noexcept {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(std::max(throttled_until_, refused_until_) - now);
  return std::max<std::chrono::milliseconds>(left, 1s);
}

void hold::throttle(steady_time until) noexcept {
  throttled_until_ = std::max(throttled_until_, until);
}

void hold::refuse(steady_time now) noexcept {
  // Of the many that were in flight together, the first refusal counts.
  if (is_refused() && !is_probing_) return;
  pause_ = is_refused() ? std::min<std::chrono::seconds>(2 * pause_, longest_pause) : first_pause;
  is_probing_ = false;
  refused_until_ = now + pause_;
}

void hold::pass() noexcept {
  pause_ = 0s;
  refused_until_ = {};
  is_probing_ = false;
}

}  // namespace carillon::engine
