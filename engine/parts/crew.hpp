// Several coroutines at once, and one that waits for them all: used by the planner for its partitions and by
// the housekeeping roles. The first error wins; an exception is one too, and keeps nobody waiting. One io
// thread.
#pragma once

#include <memory>
#include <utility>

#include "base/error.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/wakeup.hpp"
#include "net/task_group.hpp"

namespace carillon::engine {

/// What the members work on must outlive them: finish() is awaited before it goes.
class crew {
 public:
  explicit crew(asio::io_context& context) : state_(std::make_shared<state>(context)) {}

  void add(net::task_group& tasks, task<result<void>> work) {
    tasks.spawn("crew", run(member(state_), std::move(work)));
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
  /// Counted from before its coroutine runs until that is gone.
  class member {
   public:
    explicit member(std::shared_ptr<state> crew) : crew_(std::move(crew)) { ++crew_->left; }
    member(member&&) = default;
    ~member() {
      if (crew_ && --crew_->left == 0) crew_->changed.notify();
    }
    void tell(result<void> outcome) {
      if (!outcome && crew_->outcome) crew_->outcome = std::move(outcome);
    }

   private:
    std::shared_ptr<state> crew_;
  };
  static task<> run(member one, task<result<void>> work) {
    result<void> outcome;
    try {
      outcome = co_await std::move(work);
    } catch (...) {
      outcome = caught();
      report_contained("crew", outcome.error());
    }
    one.tell(std::move(outcome));
  }

  std::shared_ptr<state> state_;
};

}  // namespace carillon::engine
