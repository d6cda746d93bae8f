#include "engine/chunks/ledger.hpp"

#include <algorithm>
#include <iterator>

namespace carillon::engine {

void ledger::add(std::span<const queue::delivery_record> group, std::span<const group_text> texts,
                 std::vector<expected_receipt> receipts) {
  if (batches_.empty() || batches_.back().count + group.size() > most_records) {
    batches_.emplace_back();
    batches_.back().records.reserve(100 * queue::packed_size);
  }
  auto& batch = batches_.back();
  for (const auto& note : texts) {
    batch.texts.push_back({static_cast<std::uint16_t>(batch.count + note.record), note.text});
  }
  for (const auto& record : group) {
    queue::append_packed(batch.records, record);
    batch.ends.emplace_back(record.via, record.state);
  }
  std::ranges::move(receipts, std::back_inserter(batch.receipts));
  batch.count += group.size();
  waiting_ += group.size();
}

const outcome_batch& ledger::take() {
  if (batches_.empty()) {
    static const outcome_batch nothing;
    return nothing;
  }
  waiting_ -= batches_.front().count;
  taken_.push_back(std::move(batches_.front()));
  batches_.pop_front();
  return taken_.back();
}

}  // namespace carillon::engine
