// How the queue is, looked at once a second, and what the API refuses because of it. One per server, on its
// io thread; handlers ask it, none waits for it.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <optional>

#include "api/http/memory_brake.hpp"
#include "base/ids.hpp"
#include "base/metrics.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/ready_ages.hpp"

namespace carillon::api {

class queue_watch {
 public:
  /// `redis` outlives it. `longest_wait`: of a project's jobs of the bulk lane; 0: no limit.
  queue_watch(asio::io_context& context, net::redis& redis, queue::keys names,
              std::chrono::milliseconds longest_wait);

  /// One look. While Redis does not answer, what was seen last holds.
  task<> look();
  /// Looks until its task is cancelled.
  task<> run();

  /// 503 while there is little memory, 429 while the project's earlier ones of the bulk lane wait for too
  /// long.
  std::optional<problem> refusal_of_broadcast(project_id project, lane of) const;
  std::optional<problem> refusal_of_write() const { return memory_.refusal_of_writes(); }

 private:
  task<> look_at_memory();
  task<> look_at_ages();
  void tell_brake(double ratio) const;

  net::redis& redis_;
  asio::steady_timer timer_;
  queue::ready_ages ages_;
  std::chrono::milliseconds longest_wait_;
  memory_brake memory_;
  std::map<project_id, std::chrono::milliseconds> behind_;  ///< projects whose bulk jobs wait for longer
  unsigned looks_ = 0;
  metrics::gauge memory_ratio_;
};

}  // namespace carillon::api
