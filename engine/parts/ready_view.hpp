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
  void renew(std::vector<std::array<std::uint32_t, 3>> counts);
  /// Whom a job may be for: anybody, or others than those who have their share of this worker.
  enum class whose : std::uint8_t { anybodys, others };
  bool has(lane which, whose wanted = whose::anybodys) const noexcept;
  bool is_empty() const noexcept { return !has(lane::high) && !has(lane::standard) && !has(lane::bulk); }
  /// Something became ready there just now: it comes next but one, whatever waits elsewhere.
  void look_soon(queue::partition where);
  /// So many jobs of that lane became ready there since the last look. Nothing is known before the first.
  void appeared(queue::partition where, lane which, std::uint32_t jobs);
  /// A partition with jobs of that lane, in turn, every other time one that was heard of lately; nothing when
  /// there is none.
  std::optional<queue::partition> pick(lane which, whose wanted = whose::anybodys) noexcept;
  /// A job of that lane and partition was claimed.
  void took(queue::partition where, lane which) noexcept;
  /// A claim there found nothing.
  void found_empty(queue::partition where) noexcept { counts_[where] = {}; }
  /// What is there is not for others, as far as was looked.
  void found_none_of_others(queue::partition where) noexcept { has_others_[where] = false; }
  /// Where to begin: workers should not all go for the same partition.
  void start_at(queue::partition where) noexcept { next_ = where; }

 private:
  bool has_at(std::size_t where, lane which, whose wanted) const noexcept;
  std::optional<queue::partition> pick_heard(lane which, whose wanted) noexcept;
  std::vector<std::array<std::uint32_t, 3>> counts_;
  std::vector<bool> has_others_;  ///< beside counts_
  std::size_t next_ = 0;
  std::vector<queue::partition> heard_;  ///< the latest last, each once
  bool is_turn_of_heard_ = true;
};

}  // namespace carillon::engine
