// Which events of a project's log were told to an endpoint, partition by partition: calls end in any order,
// and a cursor moves past an event once all before it ended. So what ended and its cursor are written down
// together, and each event counts once whoever goes on. Pure; one per endpoint.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "queue/endpoint_progress.hpp"

namespace carillon::engine {

class call_ledger {
 public:
  /// An event is to be told; each partition's come in their order.
  void expect(queue::event_position at);
  /// Nothing is to be told up to there, beyond what was expected before.
  void pass(queue::event_position at);
  /// The call of an event that was expected ended. Its event is `ended.event`.
  void end(queue::event_position at, queue::ended_call ended);

  struct settled {
    std::vector<queue::event_position> cursors;
    std::vector<queue::ended_call> calls;
  };
  /// What ended and has nothing open before it, at most about `most` calls; it is the caller's now.
  settled take(std::size_t most);

  /// Events expected and not taken yet.
  std::size_t size() const noexcept { return size_; }

 private:
  struct entry {
    queue::event_position at;
    bool is_over = false;
    std::optional<queue::ended_call> ended;  ///< none: nothing was to be told
  };
  std::array<std::deque<entry>, queue::partition_count> open_;
  std::size_t size_ = 0;
};

}  // namespace carillon::engine
