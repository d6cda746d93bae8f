// What /readyz asks: can Redis be reached and written, and are we not on our way out. On main's loop, over a
// link of its own, so that a busy worker cannot make us look unready.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/ops_server.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::app {

class readiness {
 public:
  /// `prefix` of our keys: the check writes one of them.
  readiness(asio::io_context& context, net::redis_options redis, std::string prefix);
  ~readiness();

  task<std::vector<api::probe_result>> check(bool is_stopping);

 private:
  std::unique_ptr<net::redis> link_;
  queue::keys names_;
};

}  // namespace carillon::app
