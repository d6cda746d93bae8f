// How an endpoint is doing: since when nothing but failures came, how many calls at a time it gets, and
// whether it is called at all. A window that begins at one and doubles with each success costs a dead
// endpoint one connection, a busy one a few round trips. Pure: time comes in as a parameter.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "engine/outcome/breaker.hpp"
#include "engine/webhooks/call_verdict.hpp"
#include "queue/endpoint_progress.hpp"

namespace carillon::engine {

class endpoint_health {
 public:
  /// Goes on where `before` ended.
  endpoint_health(const queue::endpoint_progress& before, unsigned most_calls,
                  std::chrono::milliseconds disable_after);

  /// True when a call may start, beside so many under way.
  bool admit(std::size_t under_way, steady_time now) noexcept;
  /// A call ended so. Of `unmade` ones nothing is learnt.
  void hear(const call_verdict& verdict, timestamp at, steady_time now);

  /// Not empty: it is to be called no more, and why.
  const std::string& switched_off() const noexcept { return switched_off_; }
  /// What to write down of it: fields of endpoint_progress, by their names in Redis.
  std::map<std::string, std::string> facts() const;

 private:
  std::size_t most_calls_;
  std::chrono::milliseconds disable_after_;
  breaker rest_;
  std::size_t allowed_ = 1;
  std::int64_t failing_since_ms_ = 0;
  std::int64_t last_attempt_ms_ = 0;
  int last_status_ = 0;
  std::string last_error_;
  std::string switched_off_;
};

}  // namespace carillon::engine
