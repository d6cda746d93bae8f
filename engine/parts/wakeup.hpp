// A sleeping role and whoever wakes it: notify() before wait() is remembered, so no wake-up gets lost. One
// waiter at a time, one io thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "net/task.hpp"

namespace carillon::engine {

class wakeup {
 public:
  explicit wakeup(asio::io_context& context) : timer_(context) {}

  void notify() {
    is_set_ = true;
    timer_.cancel();
  }
  /// Returns when notified, or after `patience`. True when it was notified.
  task<bool> wait_for(std::chrono::nanoseconds patience) {
    if (!is_set_) {
      timer_.expires_after(patience);
      [[maybe_unused]] auto [ec] = co_await timer_.async_wait(no_throw);
    }
    const bool was_set = is_set_;
    is_set_ = false;
    co_return was_set;
  }

 private:
  asio::steady_timer timer_;
  bool is_set_ = false;
};

}  // namespace carillon::engine
