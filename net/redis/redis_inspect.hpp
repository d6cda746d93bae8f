// What Redis we talk to, and whether it may hold a queue. Called once at start-up by app/ (and by /readyz's
// verbose form), on the client's thread. Reads only; a managed Redis that forbids CONFIG is not refused for
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"

namespace carillon::net {

/// What survives of a write that Redis has acknowledged.
enum class redis_durability : std::uint8_t {
  memory,    ///< no append-only file: nothing but snapshots survive a restart
  everysec,  ///< up to a second of writes is lost with the power
  fsync,     ///< on disk before the reply
  not_told,  ///< append-only file on, its policy hidden by the provider
};
std::string_view to_string(redis_durability durability) noexcept;

struct redis_facts {
  std::string version;  ///< "7.0.15"
  unsigned major = 0;
  unsigned minor = 0;
  std::string eviction_policy;   ///< maxmemory-policy
  std::uint64_t max_memory = 0;  ///< bytes; 0 = no limit
  bool is_appending = false;     ///< appendonly yes
  bool is_cluster = false;
  bool has_waitaof = false;  ///< Redis 7.2 and later, unless an ACL forbids it
  redis_durability durability = redis_durability::not_told;
  std::vector<std::string> warnings;  ///< sentences for the log
};

/// Facts, or `configuration` when this Redis cannot be used: before 7.0, or evicting keys (allkeys-*).
/// Transport errors as they come. `client` outlives the call.
task<result<redis_facts>> inspect_redis(redis& client);

/// The pure half of inspect_redis, for tests: reads the text of INFO into facts, without judging.
redis_facts parse_redis_info(std::string_view info);
/// Refuses or warns; the durability must be known by then.
result<redis_facts> judge_redis(redis_facts facts);

}  // namespace carillon::net
