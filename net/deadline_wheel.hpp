// Deadlines of thousands of deliveries for the price of one timer: a hashed wheel that ticks every 20 ms
// while it is not empty. Entries are intrusive; arming and disarming allocate nothing. One per io thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "net/task.hpp"

namespace carillon::net {

/// Embed in the object that has the deadline. Not movable while armed; disarm() before it dies.
class deadline_entry {
 public:
  deadline_entry() = default;
  deadline_entry(const deadline_entry&) = delete;
  deadline_entry& operator=(const deadline_entry&) = delete;
  bool is_armed() const noexcept { return next_ != nullptr; }

 private:
  friend class deadline_wheel;
  deadline_entry* next_ = nullptr;
  deadline_entry* prev_ = nullptr;
  std::uint64_t tick_ = 0;
  void (*fire_)(deadline_entry&, void*) = nullptr;
  void* owner_ = nullptr;
};

class deadline_wheel {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `now` is the clock; tests pass their own.
  explicit deadline_wheel(asio::io_context& context, time_point (*now)() = &std::chrono::steady_clock::now);
  ~deadline_wheel();
  deadline_wheel(const deadline_wheel&) = delete;
  deadline_wheel& operator=(const deadline_wheel&) = delete;

  /// Calls fire(entry, owner) once, on this thread, at most 20 ms after `when` (never before), unless
  /// disarmed. Re-arming an armed entry moves it. The callback may arm and disarm any entry, but not destroy
  /// the wheel.
  void arm(deadline_entry& entry, time_point when, void (*fire)(deadline_entry&, void*), void* owner);
  /// Does nothing when it is not armed.
  void disarm(deadline_entry& entry) noexcept;
  /// Fires what is due at `time`. The wheel's own timer calls it; tests do with a time of their choice.
  void advance(time_point time);
  std::size_t size() const noexcept { return armed_; }

 private:
  std::uint64_t tick_at_or_after(time_point when) const noexcept;
  void link(deadline_entry& list, deadline_entry& entry) noexcept;
  static void unlink(deadline_entry& entry) noexcept;
  void collect_due(std::uint64_t last, deadline_entry& due) noexcept;
  void schedule();

  std::vector<deadline_entry> slots_;  ///< heads of circular lists
  asio::steady_timer timer_;
  time_point (*now_)();
  time_point start_;
  std::uint64_t current_ = 0;  ///< the last tick that was fired
  std::size_t armed_ = 0;
  bool is_ticking_ = false;
  std::shared_ptr<deadline_wheel*> self_;  ///< reset by the destructor, so that a late timer finds nobody
};

}  // namespace carillon::net
