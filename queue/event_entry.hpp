// One entry of an event stream, as commit.lua, finish_broadcast.lua and event_log::append write it, decoded
// into rows. Used inside queue/ only.
//   deliveries    b bid(16 bytes)  j "<channel>:<lo>[:l]" (l: the job has a list)  d packed records  [x
//   texts] other events  k kind  [b bid]  p payload
#pragma once

#include <string>
#include <vector>

#include "net/redis/redis_reply.hpp"
#include "queue/event_log.hpp"

namespace carillon::queue {

struct decoded_row {
  event_row row;
  /// Not empty: `row.number` is an offset still, into this job's list.
  std::string listed_job;
};

/// "1700000000000-3"
std::string to_entry_id(const event_position& position);
result<event_position> parse_entry_id(std::string_view text, partition where);
/// Ascending by index, without holes. `entry` is an element of XRANGE's reply.
result<std::vector<decoded_row>> decode_entry(const net::redis_reply& entry, partition where);

}  // namespace carillon::queue
