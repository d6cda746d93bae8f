// One worker: everything that moves broadcasts on one io thread. Owns its Redis link, its connections to the
// providers and its window of deliveries; shares only process_share (thread-safe) with its siblings.
// Started and drained by app/. Fields that name roles are a file each in this folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "config/settings.hpp"
#include "net/address_guard.hpp"
#include "net/compute_pool.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/queue.hpp"
#include "store/keyring.hpp"

namespace carillon::engine {

/// What the workers of a process share: tokens of accounts above all. Thread-safe.
class process_share;

/// What a worker needs from the process. References outlive the worker.
struct worker_environment {
  const config::settings& settings;
  net::redis_options redis;
  store::master_keys master_keys;
  const net::address_guard& guard;
  std::shared_ptr<process_share> shared;
  /// Of the process: where long texts are parsed. Null: the worker makes its own.
  std::shared_ptr<net::compute_pool> compute = nullptr;
};
/// For so many workers.
std::shared_ptr<process_share> make_process_share(unsigned workers);

struct worker_stats {
  std::size_t in_flight = 0;
  std::size_t open_jobs = 0;
};

class worker {
 public:
  worker(asio::io_context& context, worker_environment environment);
  ~worker();  ///< only after drain() finished

  /// Connects, opens the keyring, checks the queue's configuration. Errors are final (exit 78) or
  /// `unavailable`.
  task<result<void>> prepare();
  /// All leases there are, whoever held them: only where nobody can, and before any worker starts.
  task<result<void>> take_back_leases();
  /// Starts the roles: claiming begins. After prepare().
  void start();
  /// Graceful stop: stop claiming; let what is in flight answer for `patience`; cancel what was never
  /// flushed; commit everything; release the jobs. Afterwards no lease of ours is left and nothing was sent
  /// twice.
  task<void> drain(std::chrono::milliseconds patience);
  worker_stats stats() const noexcept;
  /// A sentence when work waits and nothing moves, as of `now`. Any thread.
  std::optional<std::string> trouble(steady_time now) const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace carillon::engine
