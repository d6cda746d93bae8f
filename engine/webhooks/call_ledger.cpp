#include "engine/webhooks/call_ledger.hpp"

#include <algorithm>

namespace carillon::engine {

void call_ledger::expect(queue::event_position at) {
  open_[at.where].push_back({at, false, std::nullopt});
  ++size_;
}

void call_ledger::pass(queue::event_position at) {
  auto& partition = open_[at.where];
  // Of what was passed, one after another, the last place is enough.
  if (!partition.empty() && partition.back().is_over && !partition.back().ended) partition.pop_back();
  partition.push_back({at, true, std::nullopt});
}

void call_ledger::end(queue::event_position at, queue::ended_call ended) {
  auto& partition = open_[at.where];
  const auto found = std::ranges::find(partition, at, &entry::at);
  if (found == partition.end()) return;
  found->is_over = true;
  found->ended = ended;
}

call_ledger::settled call_ledger::take(std::size_t most) {
  settled out;
  for (auto& partition : open_) {
    std::optional<queue::event_position> cursor;
    while (!partition.empty() && partition.front().is_over && out.calls.size() < most) {
      auto& first = partition.front();
      cursor = first.at;
      if (first.ended) {
        out.calls.push_back(*first.ended);
        --size_;
      }
      partition.pop_front();
    }
    if (cursor) out.cursors.push_back(*cursor);
  }
  return out;
}

}  // namespace carillon::engine
