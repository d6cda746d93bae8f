#include "engine/outcome/breaker.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

struct manner {
  std::chrono::seconds first, longest;  ///< pauses
  unsigned probes;                      ///< at a time
};
constexpr manner of_refusal{60s, 300s, 1};
/// Whoever waits for the end of an outage waits as long again as the last pause, at worst.
constexpr manner of_outage{5s, 30s, 3};

constexpr auto count_for = 10s;
constexpr auto count_least_for = 2s;  ///< then as soon as there are enough: an outage shows at once
constexpr unsigned least_requests = 20;
constexpr unsigned most_failed_connects = 5;

}  // namespace

bool breaker::may_admit(steady_time now) const noexcept {
  if (is_resting(now)) return false;
  if (!is_open()) return start_.may_admit(now);
  return probes_ < (cause_ == cause::refusal ? of_refusal : of_outage).probes;
}

bool breaker::admit(steady_time now) noexcept {
  if (!may_admit(now)) return false;
  if (is_open()) {
    ++probes_;
  } else {
    start_.admit(now);
  }
  return true;
}

std::chrono::milliseconds breaker::wait(steady_time now) const noexcept {
  using std::chrono::milliseconds;
  auto left = std::chrono::ceil<milliseconds>(std::max(throttled_until_, open_until_) - now);
  // Its probes are on their way: when one passes, who waits is told.
  if (is_open() && !is_resting(now)) left = std::chrono::duration_cast<milliseconds>(pause_) / 4;
  return std::max<milliseconds>(left, 1s);
}

void breaker::throttle(steady_time until) noexcept {
  throttled_until_ = std::max(throttled_until_, until);
}

void breaker::slow_down(steady_time until, steady_time now) noexcept {
  // Of the many that were in flight together, the first counts.
  if (now >= throttled_until_) start_.begin_at_half(until);
  throttle(until);
}

void breaker::refuse(steady_time now) noexcept {
  // Of the many that were in flight together, the first refusal counts.
  if (is_open() && cause_ == cause::refusal && now < open_until_) return;
  open(cause::refusal, now);
}

void breaker::fail(steady_time now, bool was_connecting, bool is_first_attempt) noexcept {
  record_.note_failure(now, is_first_attempt);
  if (is_open()) {
    if (probes_ > 0) open(cause_, now);
    return;
  }
  count(now, true);
  failed_connects_ = was_connecting ? failed_connects_ + 1 : 0;
  const bool is_outage = requests_ >= least_requests && 2 * failures_ >= requests_;
  if (is_outage || failed_connects_ >= most_failed_connects || record_.is_silent(now))
    open(cause::outage, now);
}

void breaker::pass(steady_time now) noexcept {
  if (is_open() && cause_ == cause::outage && now < open_until_) return;
  record_.note_pass(now);
  start_.note_pass(now);
  if (is_open()) {
    close();
    start_.begin(now);
  }
  failed_connects_ = 0;
  count(now, false);
}

void breaker::forget_probe() noexcept {
  if (probes_ > 0) --probes_;
}

void breaker::open(cause why, steady_time now) noexcept {
  const auto& how = why == cause::refusal ? of_refusal : of_outage;
  pause_ = is_open() && cause_ == why ? std::min<std::chrono::seconds>(2 * pause_, how.longest) : how.first;
  cause_ = why;
  probes_ = 0;
  open_until_ = now + pause_;
  requests_ = failures_ = failed_connects_ = 0;
}

void breaker::close() noexcept {
  pause_ = {};
  open_until_ = counted_since_ = {};
  probes_ = requests_ = failures_ = failed_connects_ = 0;
}

void breaker::count(steady_time now, bool is_failure) noexcept {
  const auto counted_for = now - counted_since_;
  if (counted_for > count_for || (counted_for > count_least_for && requests_ >= least_requests)) {
    counted_since_ = now;
    requests_ = failures_ = 0;
  }
  ++requests_;
  failures_ += is_failure ? 1 : 0;
}

}  // namespace carillon::engine
