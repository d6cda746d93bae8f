// The listener for those who run the service (operations.md 4.2): /livez /readyz /healthz /metrics /version,
// apart from the API so that a flood there cannot hide our health. One io thread, usually main's; answers
// from what its probes say, which must be quick and callable on that thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/task.hpp"

namespace carillon::api {

/// One reason to be (un)ready, as `?verbose` lists it: "[+] redis ok", "[-] worker draining".
struct probe_result {
  std::string name;
  bool is_ok = true;
  std::string detail;
};

struct ops_probes {
  /// Do the event loops turn? Never depends on Redis.
  std::function<bool()> is_alive;
  /// Redis reachable and writable, queue prepared, not draining.
  std::function<task<std::vector<probe_result>>()> readiness;
};

class ops_server {
 public:
  ops_server(asio::io_context& context, ops_probes probes);
  ~ops_server();

  /// Binds and serves. Returns the port. `configuration` when it can't.
  result<std::uint16_t> listen(std::string_view host_and_port);
  task<void> stop();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace carillon::api
