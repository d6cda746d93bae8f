#include "api/http/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace carillon::api {
namespace {

constexpr double seconds_a_minute = 60;

std::chrono::seconds rounded_up(double seconds) noexcept {
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(std::max(seconds, 0.0))));
}

}  // namespace

double rate_limit::level_at(const bucket& of, steady_time at) const noexcept {
  const std::chrono::duration<double> passed = at - of.filled_at;
  const double refilled = of.level + passed.count() * per_minute_ / seconds_a_minute;
  return std::min(refilled, static_cast<double>(per_minute_));
}

budget rate_limit::describe(double level, bool is_exceeded) const noexcept {
  const double per_second = per_minute_ / seconds_a_minute;
  return {.limit = per_minute_,
          .remaining = static_cast<unsigned>(std::max(level, 0.0)),
          .is_exceeded = is_exceeded,
          .retry_in = rounded_up((1 - level) / per_second),
          .full_in = rounded_up((per_minute_ - level) / per_second)};
}

rate_limit::bucket& rate_limit::bucket_of(std::string_view key, steady_time at) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, known->second);
    return by_use_.front();
  }
  if (by_use_.size() >= most_keys_) {
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
  by_use_.push_front({std::string(key), static_cast<double>(per_minute_), at});
  by_key_.emplace(by_use_.front().key, by_use_.begin());
  return by_use_.front();
}

rate_limit::bucket& rate_limit::filled_bucket(std::string_view key, steady_time at) {
  auto& found = bucket_of(key, at);
  // Threads read the clock before they get the lock: time must not run backwards for the bucket.
  const auto current = std::max(at, found.filled_at);
  found.level = level_at(found, current);
  found.filled_at = current;
  return found;
}

void rate_limit::set_rate(unsigned per_minute) {
  const std::lock_guard lock(mutex_);
  per_minute_ = per_minute;
}

budget rate_limit::take(std::string_view key, steady_time at) {
  const std::lock_guard lock(mutex_);
  if (per_minute_ == 0) return {};
  auto& found = filled_bucket(key, at);
  const bool is_exceeded = found.level < 1;
  if (!is_exceeded) found.level -= 1;
  return describe(found.level, is_exceeded);
}

void rate_limit::charge(std::string_view key, unsigned count, steady_time at) {
  const std::lock_guard lock(mutex_);
  if (per_minute_ == 0) return;
  filled_bucket(key, at).level -= count;
}

budget rate_limit::look(std::string_view key, steady_time at) const {
  const std::lock_guard lock(mutex_);
  if (per_minute_ == 0) return {};
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return describe(per_minute_, false);
  const auto level = level_at(*known->second, std::max(at, known->second->filled_at));
  return describe(level, level < 1);
}

}  // namespace carillon::api
