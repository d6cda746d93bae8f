#include "engine/routing/carrier.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

using std::chrono::milliseconds;

/// A longer line is for one alone: others wait outside, where they cost nothing, and what they have for other
/// carriers is sent.
constexpr milliseconds longest_line{2'000};
constexpr milliseconds shortest_wait{1'000}, longest_wait{20'000};

}  // namespace

void carrier::hear(std::chrono::nanoseconds took, bool is_well) noexcept {
  load.hear(took, is_well);
  outside_ = std::max(0.0, outside_ - 1);
}

bool carrier::may_line_up(steady_time now) const noexcept {
  if (load.is_stuck(now)) return false;
  return lined_up_ < 1 || load.time_for(lined_up_, now) <= longest_line;
}

milliseconds carrier::put_off(double requests, double dice, steady_time now) noexcept {
  const auto turn = load.time_for(lined_up_ + outside_, now);
  outside_ += requests;
  const auto spread = std::chrono::duration_cast<milliseconds>(turn * (0.75 + dice / 2));
  return std::clamp(spread, shortest_wait, longest_wait);
}

}  // namespace carillon::engine
