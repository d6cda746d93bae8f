// What an error reply of Redis means for the command that got it: the one table (queue.md 2.15). Pure; used
// by the pipeline, the log-in and require_success(), and by whoever treats a full Redis apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/redis/redis_reply.hpp"

namespace carillon::net {

enum class redis_error_action : std::uint8_t {
  deliver,    ///< the caller's business: hand the reply over
  retry,      ///< it did not run and will in a moment: send it again, within its deadline
  send_body,  ///< the script is not in Redis' cache: send its text
  refuse,     ///< a person must act: `configuration`
  reconnect,  ///< this server is not the primary any more: look for it again
};

/// `word` is the first word of the error's text.
redis_error_action action_for(std::string_view word) noexcept;
/// True iff the error says that Redis cannot serve for now, and nothing ran.
bool means_unavailable(std::string_view word) noexcept;
/// Of what require_success() made: Redis has reached its maxmemory and refused to keep more. Passes when
/// there is room.
bool means_full(const error& failure) noexcept;
/// `word` when it is one we know, else "other": keeps the metric's label bounded.
std::string_view metric_label(std::string_view word) noexcept;
/// An error reply's text fit for logs: without the arguments that Redis quotes back at unknown commands.
std::string describe(const redis_reply& failure);

}  // namespace carillon::net
