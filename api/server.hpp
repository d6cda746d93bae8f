// The REST API: the MagicBell v2 surface over HTTP/1.1 (rest-contract.md). One per API io thread; several
// share the port. Owns its Redis link. Wired by app/.
#pragma once

#include <cstdint>
#include <memory>

#include "config/settings.hpp"
#include "net/compute_pool.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "store/keyring.hpp"

namespace carillon::api {

class traffic_limits;

/// References outlive the server.
struct server_environment {
  const config::settings& settings;
  net::redis_options redis;
  store::master_keys master_keys;
  /// Of the process; null: the server makes its own.
  std::shared_ptr<traffic_limits> limits = nullptr;
  /// Likewise: where work on large bodies is done.
  std::shared_ptr<net::compute_pool> compute = nullptr;
};

class server {
 public:
  server(asio::io_context& context, server_environment environment);
  ~server();

  /// Connects, opens the keyring, checks the queue's configuration. Errors are final (exit 78) or
  /// `unavailable`.
  task<result<void>> prepare();
  /// Binds settings.api.listen (`port` overrides its port when not 0) and serves. Returns the port.
  result<std::uint16_t> listen(std::uint16_t port = 0);
  /// Stops accepting, lets running requests answer, closes the rest.
  task<void> stop(std::chrono::milliseconds patience);

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace carillon::api
