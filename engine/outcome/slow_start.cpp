#include "engine/outcome/slow_start.hpp"

#include <algorithm>
#include <cmath>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto step = 1s;
constexpr unsigned steps = 16;
constexpr double of_nobody_known = 10;
constexpr double fading = 0.9;

}  // namespace

void slow_start::note_pass(steady_time now) noexcept {
  if (now - counted_since_ >= step) {
    rate_ = std::max(fading * rate_, counted_);
    counted_ = 0;
    counted_since_ = now;
  }
  counted_ += 1;
}

void slow_start::begin(steady_time at) noexcept {
  first_ = std::max(rate_ > 0 ? rate_ : of_nobody_known, counted_);
  began_ = at;
  ends_ = at + steps * step;
  admitted_ = 0;
  step_ = 0;
}

void slow_start::begin_at_half(steady_time at) noexcept {
  const bool went_well = counted_since_ > began_;
  const double before = first_;
  begin(at);
  if (!went_well && before > 0) first_ = std::min(first_, before);
  first_ = std::max(1.0, first_ / 2);
}

bool slow_start::is_under_way(steady_time now) const noexcept {
  return now >= began_ && now < ends_;
}

bool slow_start::may_admit(steady_time now) const noexcept {
  if (!is_under_way(now)) return true;
  const auto current = step_at(now);
  return (current == step_ ? admitted_ : 0) < std::ldexp(first_, static_cast<int>(current));
}

void slow_start::admit(steady_time now) noexcept {
  if (!is_under_way(now)) return;
  const auto current = step_at(now);
  if (current != step_) admitted_ = 0;
  step_ = current;
  admitted_ += 1;
}

unsigned slow_start::step_at(steady_time now) const noexcept {
  return static_cast<unsigned>((now - began_) / step);
}

}  // namespace carillon::engine
