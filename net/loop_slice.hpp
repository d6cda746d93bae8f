// How long a coroutine has held its loop. Work that comes in pieces (rows of a page, texts to render) asks
// between them, and gives the loop a turn when a quarter of a millisecond has passed: nobody else's request
// waits for all of it. What cannot be cut goes to compute_pool. A value in a coroutine's frame, on its
// thread.
#pragma once

#include <boost/asio/post.hpp>
#include <chrono>

#include "net/task.hpp"

namespace carillon::net {

/// Pure work that may be done in one go. As long as a request of the usual kind takes: who waits for one
/// slice waits no longer than for another's request.
inline constexpr std::chrono::microseconds longest_slice{250};

class loop_slice {
 public:
  using clock = std::chrono::steady_clock;

  /// It is time to yield().
  bool is_spent() const noexcept { return clock::now() - began_ >= longest_slice; }
  /// Lets everything that is ready run, then begins the next slice.
  task<> yield() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, no_throw);
    began_ = clock::now();
  }

 private:
  clock::time_point began_ = clock::now();
};

}  // namespace carillon::net
