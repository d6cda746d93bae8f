// What may be used once: the states of OAuth. A use is remembered until the thing would have expired anyway.
// One io thread; stateless.
#pragma once

#include <chrono>
#include <string>

#include "base/ids.hpp"
#include "net/redis.hpp"
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

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
