// Which partitions had work at the last look, so that claims need not ask all 64 each time. Kept by the
// dispatcher; counts down as it claims. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/vocabulary.hpp"
#include "queue/keys.hpp"

namespace carillon::engine {

class ready_view {
 public:
  /// Ready jobs by partition and lane, as queue::peek() counts them.
  void renew(std::vector<std::array<std::uint32_t, 3>> counts) { counts_ = std::move(counts); }
  bool has(lane which) const noexcept;
  bool is_empty() const noexcept { return !has(lane::high) && !has(lane::standard) && !has(lane::bulk); }
  /// Something became ready there just now: it comes next but one, whatever waits elsewhere.
  void look_soon(queue::partition where);
  /// A partition with jobs of that lane, in turn, every other time one that was heard of lately; nothing when
  /// there is none.
  std::optional<queue::partition> pick(lane which) noexcept;
  /// A job of that lane and partition was claimed.
  void took(queue::partition where, lane which) noexcept;
  /// A claim there found nothing.
  void found_empty(queue::partition where) noexcept { counts_[where] = {}; }
  /// Where to begin: workers should not all go for the same partition.
  void start_at(queue::partition where) noexcept { next_ = where; }

 private:
  std::optional<queue::partition> pick_heard(lane which) noexcept;
  std::vector<std::array<std::uint32_t, 3>> counts_;
  std::size_t next_ = 0;
  std::vector<queue::partition> heard_;  ///< the latest last, each once
  bool is_turn_of_heard_ = true;
};

}  // namespace carillon::engine
