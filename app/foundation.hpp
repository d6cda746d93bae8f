// What every command that touches Redis stands on: settings, log, data folder, master key, and a Redis to
// talk to: the configured one, the embedded one started here, or the embedded one of a server that already
// runs on the same folder. Made in main's thread before any other; destroyed last.
#pragma once

#include <memory>
#include <string>

#include "config/load.hpp"
#include "net/redis/redis.hpp"
#include "queue/redis_server.hpp"
#include "store/keyring.hpp"

namespace carillon::app {

struct foundation {
  config::settings settings;
  store::master_keys master_keys{secret()};
  net::redis_options redis;
  std::unique_ptr<queue::redis_server> embedded;  ///< null: not ours to stop
};

/// How much of it a command needs.
enum class purpose {
  service,  ///< owns the embedded Redis; a second owner of the folder is refused
  tool,     ///< joins a running server's Redis, or starts it for as long as the command runs
};

/// `configuration` errors end the process with 78, others with 1. Never prints.
result<foundation> lay_foundation(const config::load_sources& sources, purpose why);

}  // namespace carillon::app
