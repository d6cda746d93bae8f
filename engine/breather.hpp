// Lets others have the thread, now and then, during work that somebody else's text decides the length of: a
// hostile template may take its time. Used between renders. One io thread.
#pragma once

#include <boost/asio/post.hpp>
#include <chrono>

#include "net/task.hpp"

namespace carillon::engine {

class breather {
 public:
  bool is_due() const noexcept {
    return std::chrono::steady_clock::now() - since_ > std::chrono::milliseconds(2);
  }
  /// Comes back when whoever waits for the thread has had it.
  task<> pause() {
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(here, asio::use_awaitable_t<asio::io_context::executor_type>());
    since_ = std::chrono::steady_clock::now();
  }

 private:
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace carillon::engine
