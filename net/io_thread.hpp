// One thread, one io_context, one core. Objects live on one of these for life; from elsewhere they are
// reached by post() only. Owned by app/; handed by reference to whatever runs on it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "net/task.hpp"

namespace carillon::net {

class io_thread {
 public:
  /// Does not start yet; `name` shows in `top -H` (15 characters). `niceness`: how much it gives way to the
  /// process's other threads, 0 to 19.
  explicit io_thread(std::string name, int niceness = 0);
  ~io_thread();  ///< stop() and join()
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;

  asio::io_context& context() noexcept { return context_; }
  void start();
  /// Any thread. Runs `work` on this thread, in order of posting.
  void post(std::function<void()> work);
  /// Any thread. Lets the loop end once it has nothing left to do (drops the work guard).
  void release();
  /// Any thread. Ends the loop at once.
  void stop();
  void join();  ///< returns at once when it was never started
  /// Steady time of the loop's last heartbeat (each 100 ms): /livez compares it with now. time_point::max()
  /// after release(), when nobody beats any more.
  std::chrono::steady_clock::time_point last_tick() const noexcept;

 private:
  struct heart;
  void beat();

  std::string name_;
  int niceness_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::unique_ptr<heart> heart_;
  std::atomic<std::chrono::steady_clock::rep> tick_{0};
  std::thread thread_;
};

}  // namespace carillon::net
