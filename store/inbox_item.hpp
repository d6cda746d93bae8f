// An item of the inbox as it rests in Redis, packed into some twenty bytes. Used by store/inbox alone; the
// Lua scripts add_inbox and edit_inbox know the same layout. Pure.
//
// In the user's HASH: broadcast id (16 raw) → flags u8: 1 seen, 2 read, 4 archived, 8 has a category, 16 has
// a topic, 32 created follows; then, each only if its flag says so, little-endian: created ms 6 (else the
// broadcast's id, a UUIDv7, tells it), hash of the category 8, of the topic 8, seen ms 6, read ms 6, archived
// ms 6. The notification's id is not stored: it derives from the broadcast's and the user's.
#pragma once

#include <string>
#include <string_view>

#include "store/inbox.hpp"

namespace carillon::store {

/// What a category or topic is remembered by: 8 raw bytes of its SHA-256; empty for an empty one. Two that
/// share them are not to be expected: a filter relies on it.
std::string label_hash(std::string_view label);

struct packed_inbox_item {
  inbox_item item;  ///< without its notification id
  std::string category_hash, topic_hash;
};

/// A new item: seen, read and archived by nobody.
std::string pack_inbox_item(broadcast_id broadcast, std::int64_t created_ms, std::string_view category,
                            std::string_view topic);
/// `corrupted` when it is not one.
result<packed_inbox_item> unpack_inbox_item(std::string_view broadcast, std::string_view packed);

/// True when the filter wants the item. Asked for many: the hashes are made once.
class inbox_matcher {
 public:
  explicit inbox_matcher(const inbox_filter& filter);
  bool wants(const packed_inbox_item& one) const;

 private:
  inbox_status status_;
  std::string category_hash_, topic_hash_;
};

/// As the scripts spell it.
std::string_view to_string(inbox_status status) noexcept;
std::string_view to_string(inbox_mark mark) noexcept;

}  // namespace carillon::store
