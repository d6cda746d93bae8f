// How long a command may take: the client's timeout, and time for large payloads to cross, be written and
// synced: its own and those of the commands before it, for replies come in order. Pure; one per connection.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/clock.hpp"

namespace carillon::net {

class redis_patience {
 public:
  /// A payload up to this size is part of the client's timeout.
  static constexpr std::size_t free_bytes = 64 * 1024;
  /// What a busy machine with a slow disk still manages, in bytes a second.
  static constexpr std::size_t slowest_rate = 4 * 1024 * 1024;
  /// However much is under way: a Redis that is away must be noticed.
  static constexpr std::chrono::seconds most_extra{10};

  explicit redis_patience(std::chrono::milliseconds timeout) noexcept : timeout_(timeout) {}

  /// When to give up on a command of `bytes` that is queued at `now`.
  steady_time deadline_for(std::size_t bytes, steady_time now) noexcept;

 private:
  std::chrono::milliseconds timeout_;
  steady_time busy_until_{};  ///< with large payloads
};

}  // namespace carillon::net
