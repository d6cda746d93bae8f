// Which projects' integrations changed, in order: who saves one notes it, workers look for what is new
// several times a second, at the price of two small commands. A counter and not a message, so that nobody
// misses one. One io thread; stateless.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class integration_changes {
 public:
  integration_changes(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// After the change itself: whoever sees the note reads what was saved.
  task<result<void>> note(project_id project);

  struct news {
    std::uint64_t last = 0;            ///< the number to ask with next time
    std::vector<project_id> projects;  ///< changed since
    bool is_partial = false;           ///< Redis went back in time: any project may have changed
  };
  /// What changed after number `seen`. Without one: nothing, and where to begin.
  task<result<news>> since(std::optional<std::uint64_t> seen);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
