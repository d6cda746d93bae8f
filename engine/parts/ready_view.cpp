#include "engine/parts/ready_view.hpp"

#include <algorithm>

namespace carillon::engine {

void ready_view::renew(std::vector<std::array<std::uint32_t, 3>> counts) {
  counts_ = std::move(counts);
  has_others_.assign(counts_.size(), true);
}

bool ready_view::has_at(std::size_t where, lane which, whose wanted) const noexcept {
  return where < counts_.size() && counts_[where][static_cast<std::size_t>(which)] > 0 &&
         (wanted == whose::anybodys || has_others_[where]);
}

bool ready_view::has(lane which, whose wanted) const noexcept {
  for (std::size_t where = 0; where < counts_.size(); ++where) {
    if (has_at(where, which, wanted)) return true;
  }
  return false;
}

void ready_view::look_soon(queue::partition where) {
  std::erase(heard_, where);
  heard_.push_back(where);
}

void ready_view::appeared(queue::partition where, lane which, std::uint32_t jobs) {
  if (where >= counts_.size()) return;
  counts_[where][static_cast<std::size_t>(which)] += jobs;
  has_others_[where] = true;
  look_soon(where);
}

std::optional<queue::partition> ready_view::pick_heard(lane which, whose wanted) noexcept {
  for (auto latest = heard_.end(); latest != heard_.begin();) {
    const auto where = *--latest;
    if (!has_at(where, which, wanted)) continue;
    heard_.erase(latest);
    return where;
  }
  return std::nullopt;
}

std::optional<queue::partition> ready_view::pick(lane which, whose wanted) noexcept {
  is_turn_of_heard_ = !is_turn_of_heard_;
  if (!is_turn_of_heard_) {
    if (const auto heard = pick_heard(which, wanted)) return heard;
  }
  for (std::size_t step = 0; step < counts_.size(); ++step) {
    const auto candidate = (next_ + step) % counts_.size();
    if (!has_at(candidate, which, wanted)) continue;
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
