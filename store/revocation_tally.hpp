// How many messages went out through a credential in the last minutes, of all processes together, and how
// many of their addresses were called dead: what the mass-failure guard goes by (queue.md 2.11). In memory
// alone it would begin anew with each start, and each thread would have its own. One io thread; stateless.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class revocation_tally {
 public:
  revocation_tally(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// What counts, by the minute.
  static constexpr std::chrono::minutes window{10};

  struct counts {
    std::uint64_t sends = 0;
    std::uint64_t dead = 0;  ///< of these
  };
  /// The sum, with these. `subject`: a credential of the project. A full Redis counts as well.
  task<result<counts>> add(project_id project, std::string subject, counts seen);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
