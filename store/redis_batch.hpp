// Commands and scripts that leave together in one write: what net::redis::pipeline is for commands alone.
// Used by everything in store/ that touches several keys or users at once. One io thread; plain value, one
// run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"

namespace carillon::store {

class redis_batch {
 public:
  explicit redis_batch(net::redis& redis) : redis_(redis) {}

  /// The reply's place in what run() answers.
  std::size_t add(net::redis_command command);
  /// `script` must outlive the run (static).
  std::size_t add(const net::redis_script& script, std::vector<std::string> keys,
                  std::vector<std::string> args);
  std::size_t size() const noexcept { return requests_.size(); }

  /// Sends all and waits for all; replies in the order of add(). Error replies of Redis are errors here
  /// (net::require_success). Leaves the batch empty. The batch must live until it returns.
  task<net::redis::replies> run();

 private:
  struct request {
    const net::redis_script* script = nullptr;  ///< null: a command
    net::redis_command command;
    std::vector<std::string> keys, args;
  };
  net::redis& redis_;
  std::vector<request> requests_;
};

}  // namespace carillon::store
