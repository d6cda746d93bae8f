// Addresses whose mail keeps coming back though they may be there (a full mailbox, a host that is down):
// strikes, and when they are enough for the suppression list (email.md 4.3). Mail that arrives clears them.
// One io thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class soft_bounces {
 public:
  soft_bounces(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// So many, the first and the last so far apart, and an address is suppressed for a while.
  static constexpr unsigned enough = 4;
  static constexpr std::chrono::hours least_span{7 * 24};
  static constexpr std::chrono::hours suppressed_for{30 * 24};
  /// What is older than the last strike by that is forgotten.
  static constexpr std::chrono::hours remembered_for{30 * 24};

  /// One more, at that time; told twice of one delivery it counts once. True when these are enough: they are
  /// cleared then.
  task<result<bool>> strike(project_id project, std::string address, delivery_id by, timestamp at);
  /// Mail arrived there.
  task<result<void>> clear(project_id project, std::vector<std::string> addresses);

 private:
  std::string key_of(project_id project, const std::string& address) const;

  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
