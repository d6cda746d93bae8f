// What a crash in the middle of a write leaves at the end of Redis' append-only file: half a command, or a
// transaction without its EXEC. Used by redis_server, while its child does not run. Blocking; no Redis is
// asked.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/error.hpp"

namespace carillon::queue {

/// Cuts the newest file of `folder`/appendonlydir behind its last command that is whole and in no open
/// transaction, and puts what it cuts off into `folder`/torn.aof, where a person may look at it. Returns how
/// many bytes that were; 0 where nothing is torn, or what is wrong is no torn end: then nothing is changed.
/// Redis' own aof-load-truncated does not go back to the MULTI (Redis 7.0, Valkey before its change 4342):
/// what comes after it would be executed with that half of a transaction at the next start.
result<std::uintmax_t> cut_torn_tail(const std::filesystem::path& folder);

}  // namespace carillon::queue
