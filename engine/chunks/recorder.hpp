// Carries outcomes to Redis: per open chunk a commit at 100 outcomes or 10 ms, one on its way at a time while
// the next gathers, and the last of them ends the job (queue.md 2.8, 2.12). Told by the window, owned by the
// dispatcher. It never sends and never decides what an outcome is. One io thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "config/settings.hpp"
#include "engine/chunks/chunk.hpp"
#include "engine/parts/engine_metrics.hpp"
#include "engine/parts/pulse.hpp"
#include "engine/parts/ticket.hpp"
#include "net/task_group.hpp"
#include "queue/queue.hpp"

namespace carillon::engine {

/// What became of a job.
enum class job_end : std::uint8_t {
  done,     ///< all its recipients are terminal
  last,     ///< done, and no other job of its broadcast is open in the partition
  put_off,  ///< retry, park or release: it will be claimed again
  lost,     ///< another owner, or Redis will not have it: nothing more may be written
};

struct recorder_listener {
  std::function<std::shared_ptr<chunk>(chunk&)> owner_of;  ///< to keep it alive while a commit is under way
  std::function<void(chunk&)> on_committed;                ///< outcomes left the buffer: sends may go on
  std::function<void(chunk&)> on_failed;  ///< something threw: nothing more is to be sent of it
  std::function<void(std::shared_ptr<chunk>, job_end)> on_end;  ///< once per chunk
};

/// What the recorder needs of the worker; outlives it.
struct recorder_tools {
  asio::io_context& context;
  const config::settings& settings;
  net::task_group& tasks;
  engine_metrics& metrics;
  engine::pulse& pulse;
  std::function<task<result<queue::commit_reply>>(queue::commit_request)> commit;
  std::function<task<>(std::shared_ptr<held_job>, error)> bury;  ///< put_among_dead
};

class recorder {
 public:
  recorder(recorder_tools tools, recorder_listener listener);

  /// Something of the chunk was settled: commits now, soon, or not at all.
  void note_progress(chunk& told);
  /// Ends the job with what it has: done, retry or park when it is complete, else released. When draining,
  /// and nothing of it is in flight any more.
  void end_now(chunk& told);
  /// It cannot be worked on: once nothing of it is in flight, what is known is committed and it is buried.
  void give_up(chunk& told, error why);
  /// Its lease is lost: nothing more is written for it.
  void abandon(chunk& told);

 private:
  void commit(chunk& told);
  void wait_for_interval(chunk& told);
  task<> when_due(ticket counted);
  void commit_due(chunk& told);
  task<> run(std::shared_ptr<chunk> chunk);
  /// One commit after the other until nothing is due; ends the job with the last.
  task<> carry(std::shared_ptr<chunk> chunk);
  /// Of a chunk that was given up: what it knows, and then the dead letters.
  task<> bury(std::shared_ptr<chunk> chunk);
  void tell_end(const std::shared_ptr<chunk>& ended, job_end how);
  task<result<queue::commit_reply>> commit_until_answered(std::shared_ptr<chunk> chunk,
                                                          queue::commit_request request);
  task<> sleep(std::chrono::nanoseconds duration);
  task<result<queue::commit_reply>> commit_remembered(std::shared_ptr<chunk> chunk);
  queue::commit_request make_request(const chunk& of, const outcome_batch& batch) const;
  void count(const chunk& of, const outcome_batch& batch);
  void end(const std::shared_ptr<chunk>& ended, const result<queue::commit_reply>& reply, queue::finish how);

  recorder_tools tools_;
  recorder_listener listener_;
  asio::steady_timer interval_;
  std::vector<std::weak_ptr<chunk>> due_soon_;
  std::size_t waiting_ = 0;  ///< coroutines that wait for the interval: one at most
};

}  // namespace carillon::engine
