// How much of its maxmemory a Redis uses, by what it counts itself when it refuses a write. Reads only.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"

namespace carillon::net {

struct redis_memory {
  std::uint64_t used = 0;   ///< bytes that count
  std::uint64_t limit = 0;  ///< maxmemory; 0: none
  /// 0 without a limit.
  double ratio() const noexcept {
    return limit == 0 ? 0 : static_cast<double>(used) / static_cast<double>(limit);
  }
};

/// Out of the text of INFO memory. Pure.
redis_memory parse_redis_memory(std::string_view info);
/// `client` outlives the call.
task<result<redis_memory>> measure_redis_memory(redis& client);

}  // namespace carillon::net
