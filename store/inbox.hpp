// The in-app inbox: one small item per user and notification, in the user's slot (queue.md 2.4, 2.13). The
// text is not copied: it is the broadcast's, found by its id. Writers: the engine (add), the API (marks).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct inbox_item {
  notification_id id;  ///< derived (base/derived_ids.hpp)
  broadcast_id broadcast;
  timestamp created{};
  std::optional<timestamp> seen, read, archived;
};

/// unseen: not seen; unread: not read (and not archived); read: read and not archived; archived.
enum class inbox_status : std::uint8_t { any, unseen, unread, read, archived };
enum class inbox_mark : std::uint8_t { read, unread, seen, archived, unarchived };

struct inbox_filter {
  inbox_status status = inbox_status::any;
  std::string category, topic;  ///< empty = any
};

class inbox {
 public:
  inbox(net::redis& redis, queue::keys names);

  /// What the engine adds for one chunk: users of one partition. Idempotent: an item that exists keeps its
  /// marks. Keeps the counts of keys::inbox_counts. Deleted users are left out.
  struct addition {
    project_id project;
    queue::partition where = 0;
    broadcast_id broadcast;
    std::int64_t created_ms = 0;
    std::string category, topic;
    std::vector<user_ref> users;  ///< at most 500
  };
  task<result<void>> add(addition what);
  /// The items of one notification's users, in order; none where there is none. For conditions
  /// ({{notification.unseen}}).
  task<result<std::vector<std::optional<inbox_item>>>> states(project_id project, broadcast_id broadcast,
                                                              std::vector<user_ref> users);

  struct position {
    std::int64_t created_ms = 0;
    notification_id id;
  };
  struct page {
    std::vector<inbox_item> rows;  ///< newest first
    bool has_more = false;
  };
  /// Strictly older than `after` or newer than `before`, never both.
  task<result<page>> list(project_id project, user_ref owner, inbox_filter filter,
                          std::optional<position> after, std::optional<position> before, std::size_t limit);
  task<result<inbox_item>> find(project_id project, user_ref owner, notification_id id);
  /// not_found when there is no such item. read sets seen as well; unread clears read. Idempotent.
  task<result<void>> mark(project_id project, user_ref owner, notification_id id, inbox_mark as);
  /// Every item the filter matches; how many changed.
  task<result<std::uint64_t>> mark_all(project_id project, user_ref owner, inbox_filter filter,
                                       inbox_mark as);
  task<result<std::uint64_t>> count_unread(project_id project, user_ref owner, inbox_filter filter);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
