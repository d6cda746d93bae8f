// Reading and writing the event streams: one per project and partition, merged newest first. An event's id
// leads to its row: a UUID of version 7 whose random part holds partition, sequence and index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/event_types.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "queue/outcome_record.hpp"

namespace carillon::queue {

/// Where an event stands. Orders as events are listed: by time, then partition, sequence, index.
struct event_position {
  std::int64_t time_ms = 0;
  partition where = 0;
  std::uint32_t sequence = 0;  ///< of the stream entry within its millisecond
  std::uint16_t index = 0;     ///< record within the entry
  auto operator<=>(const event_position&) const = default;
};
/// Version 7: 48 bits time, then partition(6) sequence(20) index(9) and 39 bits derived from them and the
/// project.
event_id to_event_id(project_id project, const event_position& position) noexcept;
/// invalid_argument unless it is an id to_event_id makes for that project.
result<event_position> parse_event_id(project_id project, event_id id) noexcept;

/// One row: a delivery's outcome, or another event (`kind` not empty, `payload` JSON).
struct event_row {
  event_position position;
  std::string kind;     ///< "" for a delivery; else "broadcast.processed", "integration.saved", …
  std::string payload;  ///< JSON of such an event
  broadcast_id broadcast;
  channel via = channel::mobile_push;
  std::uint32_t number = 0;  ///< the recipient, in `position.where`
  delivery_record record;
  std::string text;  ///< the provider's own words, if kept
};

class event_log {
 public:
  event_log(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  struct listing {
    std::vector<event_row> rows;
    std::optional<event_position> cut_at;  ///< too much was left out to fill it: there may be more beyond
  };
  /// Newest first, at most `limit`, strictly older than `older_than` or newer than `newer_than` (never both).
  /// What cannot be read and rows of jobs that were pruned since are left out, and others read in their
  /// place.
  task<result<listing>> page(project_id project, std::optional<event_position> older_than,
                             std::optional<event_position> newer_than, std::size_t limit);
  /// not_found when there is none.
  task<result<event_row>> find(project_id project, event_position position);
  /// Appends a non-delivery event, and says where. `payload` holds no secret. `about`: the broadcast it
  /// belongs to, if any.
  task<result<event_position>> append(project_id project, event_name kind, std::string payload,
                                      broadcast_id about = {});

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
