// What a chunk job needs to know of its recipients, read as whole pages in one pipeline (queue.md 2.13:
// HGETALL of a page costs 23 µs, picking 100 fields 82). Used by the engine's dispatcher, one per io thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/redis.hpp"
#include "queue/job.hpp"
#include "store/device_token.hpp"

namespace carillon::store {

struct recipient {
  std::uint16_t offset = 0;  ///< in the job
  user_id user;
  bool is_deleted = false;               ///< a hole: no user has this number any more
  std::vector<device_token> devices;     ///< active ones only, of the providers asked for
  std::uint32_t unread = 0, unseen = 0;  ///< inbox counts, without the notification being sent
};

class recipients {
 public:
  recipients(net::redis& redis, queue::keys names);

  /// Recipients of the job whose outcome is not terminal, in order of offset, with their devices of
  /// `providers`.
  task<result<std::vector<recipient>>> load(const queue::claimed_job& job, std::vector<provider> providers);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
