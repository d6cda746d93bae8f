// Counts and flags that an exception cannot leave standing: held by RAII across every co_await. A coroutine
// takes its ticket as a parameter, so that it counts from before it is spawned until it is gone. One io
// thread.
#pragma once

#include <cstddef>
#include <utility>

namespace carillon::engine {

/// Adds one to a count while it lives; the count outlives it.
class ticket {
 public:
  explicit ticket(std::size_t& count) noexcept : count_(&count) { ++count; }
  ticket(ticket&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  ticket& operator=(ticket&&) = delete;
  ~ticket() { give_back(); }
  /// Counts no longer. Idempotent.
  void give_back() noexcept {
    if (count_) --*std::exchange(count_, nullptr);
  }

 private:
  std::size_t* count_;
};

/// Sets a flag while it lives; the flag outlives it.
class raised_flag {
 public:
  explicit raised_flag(bool& flag) noexcept : flag_(&flag) { flag = true; }
  raised_flag(raised_flag&& other) noexcept : flag_(std::exchange(other.flag_, nullptr)) {}
  raised_flag& operator=(raised_flag&&) = delete;
  ~raised_flag() { lower(); }
  void lower() noexcept {
    if (flag_) *std::exchange(flag_, nullptr) = false;
  }

 private:
  bool* flag_;
};

}  // namespace carillon::engine
