// `carillon serve`, `api` and `worker`: threads, roles on them, the ops listener, signals, and the order of
// starting and stopping. Wiring only. Lives in main's thread.
#pragma once

#include "app/command_line.hpp"

namespace carillon::app {

struct roles {
  bool has_api = true;
  bool has_worker = true;
};

/// Runs until SIGTERM or SIGINT and stops gracefully; a second signal skips the waiting, never the last
/// commits. The exit code.
int run_service(const command_line& line, roles which);

}  // namespace carillon::app
