// Weighted turns between the lanes, 8:4:1, so that bulk neither hinders nor starves (queue.md 2.14). Used for
// claiming jobs and for filling the window. Pure.
#pragma once

#include <array>
#include <optional>

#include "base/vocabulary.hpp"

namespace carillon::engine {

class lane_wheel {
 public:
  /// The lane whose turn it is among those that have work; nothing when none has.
  std::optional<lane> next(const std::array<bool, 3>& has_work) noexcept;

 private:
  std::array<int, 3> credit_{};  ///< smooth weighted round robin: grows by the weight, shrinks by the total
};

/// The lanes with `first` in front, the others by urgency.
std::array<lane, 3> starting_with(lane first) noexcept;

}  // namespace carillon::engine
