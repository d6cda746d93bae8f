#include "engine/parts/ready_view.hpp"

#include <algorithm>

namespace carillon::engine {

bool ready_view::has(lane which) const noexcept {
  return std::ranges::any_of(counts_,
                             [&](const auto& lanes) { return lanes[static_cast<std::size_t>(which)] > 0; });
}

void ready_view::look_soon(queue::partition where) {
  std::erase(heard_, where);
  heard_.push_back(where);
}

std::optional<queue::partition> ready_view::pick_heard(lane which) noexcept {
  for (auto latest = heard_.end(); latest != heard_.begin();) {
    const auto where = *--latest;
    if (where >= counts_.size() || counts_[where][static_cast<std::size_t>(which)] == 0) continue;
    heard_.erase(latest);
    return where;
  }
  return std::nullopt;
}

std::optional<queue::partition> ready_view::pick(lane which) noexcept {
  is_turn_of_heard_ = !is_turn_of_heard_;
  if (!is_turn_of_heard_) {
    if (const auto heard = pick_heard(which)) return heard;
  }
  for (std::size_t step = 0; step < counts_.size(); ++step) {
    const auto candidate = (next_ + step) % counts_.size();
    if (counts_[candidate][static_cast<std::size_t>(which)] == 0) continue;
    next_ = (candidate + 1) % counts_.size();
    return static_cast<queue::partition>(candidate);
  }
  return std::nullopt;
}

void ready_view::took(queue::partition where, lane which) noexcept {
  auto& left = counts_[where][static_cast<std::size_t>(which)];
  if (left > 0) --left;
}

}  // namespace carillon::engine
