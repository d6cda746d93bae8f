// What a chunk job needs to know of its recipients, read as whole pages in one pipeline (queue.md 2.13:
// HGETALL of a page costs 23 µs, picking 100 fields 82). Used by the engine's dispatcher, one per io thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/job.hpp"
#include "store/device_token.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct recipient {
  std::uint16_t offset = 0;  ///< in the job
  user_id user;
  bool is_deleted = false;               ///< a hole: no user has this number any more
  std::vector<device_token> devices;     ///< active ones only, of the providers asked for
  std::uint32_t unread = 0, unseen = 0;  ///< inbox counts, without the notification being sent
  bool is_muted = false;                 ///< wants nothing of this category on this channel
};

notification_id notification_of(const queue::claimed_job& job, const recipient& who) noexcept;

class recipients {
 public:
  recipients(net::redis& redis, queue::keys names);

  /// What a job's channel needs of its recipients.
  struct needs {
    std::vector<provider> providers;  ///< whose tokens
    std::string category;             ///< of the broadcast; what users may have switched off
  };
  /// Recipients of the job whose outcome is not terminal, in order of offset, with their devices. `job`
  /// outlives the call.
  task<result<std::vector<recipient>>> load(const queue::claimed_job& job, needs wanted);
  /// Who they are, in order; a default user where one is gone. Only for texts and conditions that name the
  /// recipient: it reads a record each.
  task<result<std::vector<user>>> profiles(project_id project, queue::partition where,
                                           std::vector<user_id> ids);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
