// From a notification's id back to the broadcast and the user it was made of, for who knows nothing else. No
// index is kept for it: the id says where to look (queue/derived_ids.hpp). Called by the API; one io thread.
#pragma once

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct notification_origin {
  broadcast_id broadcast;
  user_ref who;
};

/// Looked for among the newest broadcasts of a project, of one partition's share: of about 1.2 million.
inline constexpr std::size_t most_broadcasts_searched = 20'000;

/// not_found when there is none, its user was deleted, or newer broadcasts are too many. Costs one command
/// for each thousand of the searched, and one more.
task<result<notification_origin>> find_notification(net::redis& redis, queue::keys names, project_id project,
                                                    notification_id id);

}  // namespace carillon::store
