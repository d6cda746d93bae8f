// The outcomes of one open job on their way to Redis: gathered in whole groups, handed out in batches, and
// remembered until the job ends, in case Redis went back in time (queue.md 0.2, 2.12). Pure; no I/O.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/chunks/expected_receipt.hpp"
#include "queue/outcome_record.hpp"

namespace carillon::engine {

/// The provider's words for a record of a group: its place in the group, and the text.
struct group_text {
  std::size_t record = 0;
  std::string text;
};

/// What one commit carries.
struct outcome_batch {
  std::string records;  ///< packed, whole groups
  std::vector<queue::record_text> texts;
  std::size_t count = 0;                                  ///< records
  std::vector<std::pair<provider, delivery_state>> ends;  ///< of each record, for the metrics
  std::vector<expected_receipt> receipts;                 ///< of deliveries among them
  std::size_t announced = 0;  ///< places below have their intents in it, or in one before it
};

class ledger {
 public:
  static constexpr std::size_t most_records = 500;  ///< in one commit: queue.md 2.8

  /// One recipient's records, the last closing the group, and the receipts its deliveries will have.
  void add(std::span<const queue::delivery_record> group, std::span<const group_text> texts,
           std::vector<expected_receipt> receipts = {});
  /// What was added last announces deliveries up to that place.
  void announce(std::size_t place) {
    if (!batches_.empty()) batches_.back().announced = place;
  }
  /// Records not handed out yet.
  std::size_t waiting() const noexcept { return waiting_; }
  /// True when one more batch hands out all that waits.
  bool is_last_batch() const noexcept { return batches_.size() <= 1; }
  /// The oldest batch; empty when nothing waits. It stays valid and unchanged until the job ends.
  const outcome_batch& take();
  /// Every batch taken so far, to be committed again in order.
  const std::deque<outcome_batch>& remembered() const noexcept { return taken_; }

 private:
  std::deque<outcome_batch> batches_;  ///< the last one is being gathered
  std::deque<outcome_batch> taken_;
  std::size_t waiting_ = 0;
};

}  // namespace carillon::engine
