#include "engine/parts/lane_wheel.hpp"

#include <cstddef>

namespace carillon::engine {
namespace {
constexpr std::array<int, 3> weights{8, 4, 1};
}

std::optional<lane> lane_wheel::next(const std::array<bool, 3>& has_work) noexcept {
  int total = 0;
  std::optional<std::size_t> best;
  for (std::size_t each = 0; each < weights.size(); ++each) {
    if (!has_work[each]) {
      credit_[each] = 0;  // who has nothing to do saves nothing up
      continue;
    }
    credit_[each] += weights[each];
    total += weights[each];
    if (!best || credit_[each] > credit_[*best]) best = each;
  }
  if (!best) return std::nullopt;
  credit_[*best] -= total;
  return static_cast<lane>(*best);
}

std::array<lane, 3> starting_with(lane first) noexcept {
  switch (first) {
    case lane::high:
      return {lane::high, lane::standard, lane::bulk};
    case lane::standard:
      return {lane::standard, lane::high, lane::bulk};
    case lane::bulk:
      return {lane::bulk, lane::high, lane::standard};
  }
  return {lane::high, lane::standard, lane::bulk};
}

}  // namespace carillon::engine
