// One call of compute_pool::run(), shared by the caller's coroutine and the pool. The caller may be gone at
// any time: whoever wakes it looks under the lock whether it still waits. Inside net/ only.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

#include "net/task.hpp"

namespace carillon::net {

struct compute_job {
  using waker =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                 asio::io_context::executor_type>;

  std::function<void()> work;
  std::size_t bytes = 0;
  std::exception_ptr failure;
  bool was_dropped = false;

  std::mutex mutex;
  waker* caller = nullptr;  ///< null once the caller has gone; on the caller's thread only
  bool is_done = false;     ///< read and written on the caller's thread only

  static void tell_caller(const std::shared_ptr<compute_job>& self);
};

}  // namespace carillon::net
