// The in-app inbox: one small item per user and notification, in the user's slot (queue.md 2.4, 2.13). The
// text is not copied: it is the broadcast's, found by its id. Writers: the engine (add), the API (marks). One
// io thread; stateless. Reads never ask for more than one user's items, of which there are few.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct inbox_item {
  notification_id id;  ///< derived: notification_of()
  broadcast_id broadcast;
  timestamp created{};
  std::optional<timestamp> seen, read, archived;
};

/// What a list shows. Archived items are in `any` and `archived` alone.
enum class inbox_status : std::uint8_t {
  any,      ///< every item
  current,  ///< not archived: what a user sees who asks for nothing in particular
  unseen,   ///< not seen, not archived
  unread,   ///< not read, not archived; unseen ones are unread as well
  read,     ///< read, not archived
  archived,
};
enum class inbox_mark : std::uint8_t { read, unread, seen, archived, unarchived };

struct inbox_filter {
  inbox_status status = inbox_status::any;
  std::string category, topic;  ///< empty = any
};

/// Of one user. Above it the oldest items leave, down to items_kept.
inline constexpr std::size_t most_inbox_items = 1000;
inline constexpr std::size_t inbox_items_kept = 950;

class inbox {
 public:
  inbox(net::redis& redis, queue::keys names);

  /// What the engine adds for one chunk: users of one partition. Idempotent: an item that exists keeps its
  /// marks. Keeps the counts of keys::inbox_counts. Deleted users are left out. After an error some may have
  /// it: add it again.
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
    auto operator<=>(const position&) const = default;
  };
  /// Where in a list an item stands.
  static position position_of(const inbox_item& item) noexcept { return {to_unix_ms(item.created), item.id}; }
  /// Newest first; strictly older than `after` or newer than `before`, never both. At most `limit`, those
  /// next to the position.
  task<result<std::vector<inbox_item>>> list(project_id project, user_ref owner, inbox_filter filter,
                                             std::optional<position> after, std::optional<position> before,
                                             std::size_t limit);
  task<result<inbox_item>> find(project_id project, user_ref owner, notification_id id);
  /// not_found when there is no such item. read sets seen as well; unread clears read. Idempotent: what is
  /// marked keeps the time of the first mark.
  task<result<void>> mark(project_id project, user_ref owner, notification_id id, inbox_mark as);
  /// Every item the filter matches; how many changed.
  task<result<std::uint64_t>> mark_all(project_id project, user_ref owner, inbox_filter filter,
                                       inbox_mark as);
  /// The filter's status is of no matter.
  task<result<std::uint64_t>> count_unread(project_id project, user_ref owner, inbox_filter filter);
  /// Takes items out whose broadcasts are gone. No error when they are not there.
  task<result<void>> forget(project_id project, user_ref owner, std::vector<broadcast_id> broadcasts);

 private:
  std::vector<std::string> edit_keys(project_id project, const user_ref& owner) const;
  /// What of the inbox the filter wants, in no order.
  task<result<std::vector<inbox_item>>> load(project_id project, user_ref owner, inbox_filter filter);

  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
