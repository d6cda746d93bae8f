// Following a project's event streams: what each partition appended beyond a cursor, in that partition's
// order. Used by who tells events on to others (outgoing webhooks). A cursor a partition, and none over all:
// entries of two partitions need not come in the order of their times. One io thread; stateless.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/event_log.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// How far each partition was read; none: from its beginning.
using tail_cursors = std::array<std::optional<event_position>, partition_count>;
/// As a cursor's index: all rows of its entry were read.
inline constexpr std::uint16_t whole_entry = 0x1ff;

/// "1700000000000-3:17", how a cursor rests; its partition stands beside it.
std::string cursor_text(const event_position& cursor);
/// `corrupted` for anything else.
result<event_position> parse_cursor(std::string_view text, partition where);

/// Where XRANGE goes on behind a cursor: with the rest of its entry, or past it.
std::string start_behind(const std::optional<event_position>& cursor);

struct tail_entry {
  event_position end;           ///< the cursor once all of it was read
  std::vector<event_row> rows;  ///< those beyond the cursor that can be read
};

class event_tail {
 public:
  event_tail(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// The last entry of each partition: cursors beyond which is only what comes from now on.
  task<result<tail_cursors>> ends(project_id project);
  /// Time of the first entry beyond the cursors, in any partition; none: all was read.
  task<result<std::optional<std::int64_t>>> first_unread_ms(project_id project, tail_cursors cursors);
  /// The next entry of each of these partitions beyond its cursor, where there is one. An entry that cannot
  /// be read comes without rows.
  task<result<std::vector<tail_entry>>> next(project_id project, tail_cursors cursors,
                                             std::vector<partition> of);

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
