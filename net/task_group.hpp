// Structured concurrency: who spawns a coroutine waits for it. Replaces every `detached`. One thread: the
// io_context's own. Destroying a group that still has members is a bug (it aborts in debug builds).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "net/task.hpp"

namespace carillon::net {

class task_group {
 public:
  explicit task_group(asio::io_context& context);
  ~task_group();
  task_group(const task_group&) = delete;
  task_group& operator=(const task_group&) = delete;

  /// Starts `work`. An exception that leaves it is logged with `name` and counted, never rethrown.
  void spawn(std::string name, task<> work);
  /// Asks all members to stop: terminal cancellation at their next await. Idempotent.
  void cancel();
  /// Waits until all members ended; after `patience` it cancels what is left and then waits for that.
  /// Returns how many had to be cancelled.
  task<std::size_t> join(std::chrono::milliseconds patience);
  std::size_t size() const noexcept;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace carillon::net
