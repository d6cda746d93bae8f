// What is removed by age: events, and broadcasts that are processed, with their jobs and counters. Called by
// the engine's pruner, a bounded amount a call; never touches what is not finished. One io thread; stateless.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "queue/event_tail.hpp"
#include "queue/keys.hpp"
#include "queue/script_set.hpp"

namespace carillon::queue {

class retention {
 public:
  /// What is passed outlives it.
  retention(net::redis& redis, keys names, const script_set& scripts = built_in_scripts());

  struct removal {
    std::uint64_t removed = 0;  ///< entries of streams, or broadcasts
    bool is_complete = true;    ///< false: there is more; call again
  };
  struct trimming : removal {
    /// Beside those who follow the log: the time of the first event removed that they had not come to; 0:
    /// none.
    std::vector<std::int64_t> missed_ms{};
  };
  /// Events of a project from before `oldest`; at most 1000 (to the node) a partition and call. A stream that
  /// ends up empty goes as well. `followers`: how far who follows the log has come.
  task<result<trimming>> trim_events(project_id project, timestamp oldest,
                                     std::vector<tail_cursors> followers = {});
  /// Processed broadcasts of a project created before `oldest`: record, index entry, jobs, outcome bytes,
  /// counters. At most 64 broadcasts a partition and call. The record goes last: what a crash interrupts is
  /// found again.
  task<result<removal>> prune_broadcasts(project_id project, timestamp oldest);

 private:
  struct candidate {
    broadcast_id id;
    std::uint64_t partitions = 0;  ///< where its jobs are, as a bit set
  };
  task<result<trimming>> trim_stream(project_id project, partition where, timestamp oldest,
                                     const std::vector<tail_cursors>& followers);
  task<result<removal>> prune_partition(project_id project, partition where, timestamp oldest);
  task<result<std::vector<candidate>>> processed_among(std::vector<broadcast_id> ids);
  /// False when the broadcast must stay: a job of it is open.
  task<result<bool>> prune_jobs(candidate what);
  task<result<bool>> prune_record(project_id project, broadcast_id id, timestamp oldest);

  net::redis& redis_;
  keys keys_;
  const script_set& scripts_;
};

}  // namespace carillon::queue
