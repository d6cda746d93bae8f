// From rows of a project's event log to what an endpoint is told: chosen by what it asked for, and put into
// words as GET /v2/events shows them. One per project whose endpoints are called; one io thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/parts/worker_parts.hpp"
#include "queue/event_log.hpp"
#include "store/webhook_endpoint.hpp"

namespace carillon::engine {

/// One event as it goes out.
struct told_event {
  queue::event_position at;
  event_id id;
  std::string body;
};

class event_reader {
 public:
  event_reader(worker_parts& parts, project_id project) : parts_(parts), project_(project) {}

  /// Those that the endpoint is to be told, in their order. `by` outlives the call.
  task<result<std::vector<queue::event_row>>> choose(const store::webhook_endpoint& by,
                                                     std::vector<queue::event_row> rows);
  /// In words; their users are looked up in one go.
  task<result<std::vector<told_event>>> tell(std::vector<queue::event_row> rows);

 private:
  /// None: it has none, or is gone.
  task<result<std::optional<std::string>>> category_of(broadcast_id broadcast);

  worker_parts& parts_;
  project_id project_;
  std::unordered_map<broadcast_id, std::optional<std::string>> categories_;  ///< of those met lately
};

}  // namespace carillon::engine
