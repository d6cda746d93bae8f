// Whether requests may go to an account, or to one of its origins: it rests while the provider asked for a
// pause, after a refused credential, and in an outage; then it probes with a few until one passes
// (queue.md 2.10). Pure: time comes in as a parameter. One per sender, and one per origin of it.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"
#include "engine/outcome/slow_start.hpp"
#include "engine/outcome/track_record.hpp"

namespace carillon::engine {

/// As carillon_breaker_state has them.
enum class breaker_state : std::uint8_t {
  closed = 0,
  half_open = 1,  ///< its pause is over: it is probed, or about to be
  open = 2,
};

class breaker {
 public:
  /// True when a request may start now. While it is being probed, a few only, until their answers; when it
  /// rested, not many more than before (slow_start).
  bool admit(steady_time now) noexcept;
  /// True when admit() would say so.
  bool may_admit(steady_time now) const noexcept;
  /// True while even a probe would come too early.
  bool is_resting(steady_time now) const noexcept { return now < throttled_until_ || now < open_until_; }
  /// How long who found no admission had better wait; at least a second.
  std::chrono::milliseconds wait(steady_time now) const noexcept;

  /// The provider asked for a pause of everything.
  void throttle(steady_time until) noexcept;
  /// The same, for there were too many: then half as many.
  void slow_down(steady_time until, steady_time now) noexcept;
  /// The credential or account was refused: 60 s, doubling to 5 min while probes fail.
  void refuse(steady_time now) noexcept;
  /// Nobody answered, or the service said that it cannot. Half of at least 20 requests within ten seconds
  /// (two, where there are so many), five connects in a row, or nothing else for a second: 5 s, doubling to
  /// 30 s while probes fail. `is_first_attempt`: of its message.
  void fail(steady_time now, bool was_connecting, bool is_first_attempt = false) noexcept;
  /// An answer that speaks for the account came: normal service. While it rests in an outage it tells
  /// nothing: it is a late one.
  void pass(steady_time now) noexcept;
  /// It cannot now, and that is nobody's outage: a message or an address was put off.
  void put_off(steady_time now, bool is_first_attempt) noexcept {
    record_.note_failure(now, is_first_attempt);
  }
  /// A probe ended without telling anything (it was cancelled): the next admission probes again.
  void forget_probe() noexcept;

  bool is_open() const noexcept { return pause_.count() != 0; }
  breaker_state state(steady_time now) const noexcept {
    if (!is_open()) return breaker_state::closed;
    return now < open_until_ ? breaker_state::open : breaker_state::half_open;
  }
  /// Closed again, or going on after a pause, and not at its pace yet.
  bool is_starting(steady_time now) const noexcept { return !is_open() && start_.is_under_way(now); }
  /// Who fails now has himself to blame: others are served.
  bool is_serving(steady_time now) const noexcept { return !is_open() && record_.is_serving(now); }

 private:
  /// What opened it decides how it is probed.
  enum class cause : std::uint8_t { refusal, outage };
  void open(cause why, steady_time now) noexcept;
  void close() noexcept;
  void count(steady_time now, bool is_failure) noexcept;

  steady_time throttled_until_{};
  steady_time open_until_{};
  std::chrono::seconds pause_{0};  ///< the last one; 0: closed
  cause cause_ = cause::refusal;
  unsigned probes_ = 0;          ///< on their way
  steady_time counted_since_{};  ///< of the two below
  unsigned requests_ = 0, failures_ = 0;
  unsigned failed_connects_ = 0;  ///< in a row
  track_record record_;
  slow_start start_;
};

}  // namespace carillon::engine
