// One command on its way: its words or its script, who waits for it, until when. Made by the client, moved
// through redis_pipeline; its bytes are made at the moment of sending and again at each retry.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/redis/redis.hpp"

namespace carillon::net {

struct redis_request {
  redis_command command;                 ///< empty for a script
  const redis_script* script = nullptr;  ///< outlives the request
  std::vector<std::string> keys;
  std::vector<std::string> args;
  redis::handler done;
  steady_time submitted{};
  steady_time deadline{};
  steady_time not_before{};  ///< of a retry
  unsigned retries = 0;
  bool has_to_send_body = false;  ///< Redis said NOSCRIPT: EVAL instead of EVALSHA
  std::string last_refusal;       ///< "LOADING", "BUSY"…: why it is being retried

  /// Its RESP bytes, at the end of `out`.
  void append_to(std::string& out) const;
  /// Of its words or its keys and arguments.
  std::size_t payload_bytes() const noexcept;
  /// Runs the handler. The last thing to be done with a request.
  void finish(result<redis_reply> outcome);
};

}  // namespace carillon::net
