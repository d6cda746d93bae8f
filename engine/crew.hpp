// Several coroutines at once, and one that waits for them all: used by the planner for its partitions and by
// the housekeeping roles. The first error wins. One io thread.
#pragma once

#include <memory>
#include <utility>

#include "base/error.hpp"
#include "engine/wakeup.hpp"
#include "net/task_group.hpp"

namespace carillon::engine {

/// What the members work on must outlive them: finish() is awaited before it goes.
class crew {
 public:
  explicit crew(asio::io_context& context) : state_(std::make_shared<state>(context)) {}

  void add(net::task_group& tasks, task<result<void>> work) {
    ++state_->left;
    tasks.spawn("crew", run(state_, std::move(work)));
  }
  /// Waits until all ended. The first error, if there was one.
  task<result<void>> finish() {
    const auto state = state_;
    while (state->left > 0) co_await state->changed.wait_for(std::chrono::hours(1));
    co_return std::move(state->outcome);
  }

 private:
  struct state {
    explicit state(asio::io_context& context) : changed(context) {}
    wakeup changed;
    std::size_t left = 0;
    result<void> outcome;
  };
  static task<> run(std::shared_ptr<state> state, task<result<void>> work) {
    auto outcome = co_await std::move(work);
    if (!outcome && state->outcome) state->outcome = std::move(outcome);
    if (--state->left == 0) state->changed.notify();
  }

  std::shared_ptr<state> state_;
};

}  // namespace carillon::engine
