// What may be used once: the states of OAuth. A use is remembered until the thing would have expired anyway.
// And what is laid aside for one taker, until it expires. One io thread; stateless.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class used_once {
 public:
  used_once(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// True for the first who asks; of several at once, for one. `id` names the thing, in base64url or as a
  /// UUID.
  task<result<bool>> claim(project_id project, std::string id, std::chrono::seconds lifetime);
  /// It was not used after all. A failure leaves it used.
  task<void> release(project_id project, std::string id);

  /// Lays a text aside for whoever takes it first; it replaces what lies there.
  task<result<void>> lay_aside(project_id project, std::string id, std::string text,
                               std::chrono::seconds lifetime);
  /// What was laid aside and is not expired, for the first who asks.
  task<result<std::optional<std::string>>> take(project_id project, std::string id);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
