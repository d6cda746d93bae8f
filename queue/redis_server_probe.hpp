// Asks the embedded Redis, blocking and with a short patience, whether it answers yet. Used by redis_server's
// supervising thread, which has no io_context; everyone else uses net::redis.
#pragma once

#include <filesystem>
#include <string>

#include "base/secret.hpp"

namespace carillon::queue {

struct redis_server_health {
  enum class state : std::uint8_t {
    silent,   ///< nobody listens, or no answer within a second
    loading,  ///< reads its append-only file
    ready,    ///< answers
  };
  state now = state::silent;
  std::string progress;  ///< while loading: "37 % loaded, 12 s to go"
};

/// Logs in as the supervisor over the socket.
redis_server_health probe_redis_server(const std::filesystem::path& socket,
                                       const secret& supervisor_password);

}  // namespace carillon::queue
