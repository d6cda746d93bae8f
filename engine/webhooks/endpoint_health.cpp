#include "engine/webhooks/endpoint_health.hpp"

#include <algorithm>

namespace carillon::engine {

endpoint_health::endpoint_health(const queue::endpoint_progress& before, unsigned most_calls,
                                 std::chrono::milliseconds disable_after)
    : most_calls_(most_calls),
      disable_after_(disable_after),
      failing_since_ms_(before.failing_since_ms),
      last_attempt_ms_(before.last_attempt_ms),
      last_status_(before.last_status),
      last_error_(before.last_error),
      switched_off_(before.switched_off) {}

bool endpoint_health::admit(std::size_t under_way, steady_time now) noexcept {
  return switched_off_.empty() && under_way < allowed_ && rest_.admit(now);
}

void endpoint_health::hear(const call_verdict& verdict, timestamp at, steady_time now) {
  if (verdict.what == call_verdict::kind::unmade) return rest_.forget_probe();
  last_attempt_ms_ = to_unix_ms(at);
  last_status_ = verdict.status;
  last_error_ = verdict.error;
  if (verdict.pause.count() > 0) rest_.throttle(now + verdict.pause);
  if (verdict.what == call_verdict::kind::delivered) {
    rest_.pass(now);
    failing_since_ms_ = 0;
    allowed_ = std::min(2 * allowed_, most_calls_);
    return;
  }
  rest_.fail(now, verdict.was_connecting);
  allowed_ = std::max<std::size_t>(allowed_ / 2, 1);
  if (failing_since_ms_ == 0) failing_since_ms_ = last_attempt_ms_;
  if (verdict.what == call_verdict::kind::gone) {
    switched_off_ = "gone";
  } else if (last_attempt_ms_ - failing_since_ms_ >= disable_after_.count()) {
    switched_off_ = "failing";
  }
}

std::map<std::string, std::string> endpoint_health::facts() const {
  const auto number = [](std::int64_t value) { return value == 0 ? std::string() : std::to_string(value); };
  return {{"failing", number(failing_since_ms_)},
          {"last", number(last_attempt_ms_)},
          {"status", number(last_status_)},
          {"error", last_error_},
          {"off", switched_off_}};
}

}  // namespace carillon::engine
