// Wall-clock time as the API shows it, and monotonic time for deadlines. Leases and due times use Redis'
// clock instead (queue.md 2.16). Functions that depend on time take it as a parameter; only edges call now().
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace carillon {

/// UTC with microseconds: the resolution of every timestamp we store or answer.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// Monotonic time, for timeouts and durations only.
using steady_time = std::chrono::steady_clock::time_point;

/// The wall clock. Not monotonic.
timestamp now();

constexpr std::int64_t to_unix_ms(timestamp time) noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}
constexpr std::int64_t to_unix_us(timestamp time) noexcept {
  return time.time_since_epoch().count();
}
constexpr timestamp from_unix_ms(std::int64_t ms) noexcept {
  return timestamp(std::chrono::milliseconds(ms));
}
constexpr timestamp from_unix_us(std::int64_t us) noexcept {
  return timestamp(std::chrono::microseconds(us));
}

/// RFC 3339, UTC, six digits and Z: 2026-11-23T08:29:33.000001Z
std::string to_rfc3339(timestamp time);
/// RFC 3339 with any fraction and offset; else invalid_argument.
result<timestamp> parse_rfc3339(std::string_view text);

}  // namespace carillon
