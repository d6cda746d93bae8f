// What /readyz asks: can Redis be reached and written, does it still hold our data, do the workers get on,
// and are we not on our way out. On main's loop, over a link of its own, so that a busy worker cannot make us
// look unready.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/http/ops_server.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::app {

class readiness {
 public:
  /// Why a worker's work does not move; nothing when all is well. Callable on main's thread.
  using worker_probe = std::function<std::optional<std::string>()>;

  /// `prefix` of our keys: the check writes one of them. `workers` is empty where none run.
  readiness(asio::io_context& context, net::redis_options redis, std::string prefix, std::string deployment,
            worker_probe workers);
  ~readiness();

  task<std::vector<api::probe_result>> check(bool is_stopping);
  /// Looks whether Redis is still the one we know, and says so when that changes.
  task<> look_for_deployment();

 private:
  std::unique_ptr<net::redis> link_;
  queue::keys names_;
  std::string deployment_;
  std::optional<std::string> forgotten_;
  worker_probe workers_;
};

}  // namespace carillon::app
