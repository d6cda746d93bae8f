#include "engine/outcome/retry_budget.hpp"

namespace carillon::engine {
namespace {

constexpr double for_a_first_attempt = 0.1;
constexpr double each_second = 10;

std::int64_t number_of(steady_time now) noexcept {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

void retry_budget::note_first_attempt(steady_time now) noexcept {
  at(now).earned += for_a_first_attempt;
}

bool retry_budget::may_spend(steady_time now) const noexcept {
  const auto oldest = number_of(now) - static_cast<std::int64_t>(seconds_.size());
  double left = each_second * static_cast<double>(seconds_.size());
  for (const auto& each : seconds_) {
    if (each.number > oldest) left += each.earned - each.spent;
  }
  return left >= 1;
}

void retry_budget::spend(steady_time now) noexcept {
  at(now).spent += 1;
}

void retry_budget::give_back(steady_time now) noexcept {
  auto& current = at(now);
  if (current.spent >= 1) current.spent -= 1;
}

retry_budget::second& retry_budget::at(steady_time now) noexcept {
  const auto number = number_of(now);
  auto& found = seconds_[static_cast<std::size_t>(number) % seconds_.size()];
  if (found.number != number) found = {.number = number};
  return found;
}

}  // namespace carillon::engine
