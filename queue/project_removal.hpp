// What a deleted project had in the queue: broadcasts, jobs in whatever state, its places among the fair
// shares. Called by store::project_removal; may be interrupted and repeated. One io thread; stateless.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

class project_removal {
 public:
  project_removal(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// From here on nobody makes jobs of the project or numbers users of it.
  task<result<void>> close(project_id project);
  /// All its broadcasts; how many there were. Call after close(). `on_removed` is told of each, and ends it
  /// with `cancelled` by answering false.
  task<result<std::uint64_t>> remove_broadcasts(project_id project, std::function<bool()> on_removed);
  /// The last step: takes back what close() left.
  task<result<void>> forget(project_id project);

 private:
  task<result<void>> remove(project_id project, broadcast_id id);
  task<result<void>> remove_jobs(broadcast_id id, std::uint64_t partitions);
  task<result<void>> run(std::vector<net::redis_command> commands);

  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
