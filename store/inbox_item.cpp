#include "store/inbox_item.hpp"

#include "base/digest.hpp"

namespace carillon::store {

namespace {

constexpr unsigned seen_bit = 1, read_bit = 2, archived_bit = 4;
constexpr unsigned category_bit = 8, topic_bit = 16, created_bit = 32;
constexpr std::size_t time_size = 6, hash_size = 8;

/// The milliseconds a UUIDv7 begins with; of another id something else, or nothing sensible.
std::int64_t leading_ms(broadcast_id id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < time_size; ++i) ms = ms << 8 | id.value.bytes[i];
  return ms;
}

std::string pack_ms(std::int64_t ms) {
  std::string out;
  for (std::size_t i = 0; i < time_size; ++i) out += static_cast<char>(ms >> (8 * i) & 0xff);
  return out;
}

std::int64_t unpack_ms(std::string_view text) {
  std::int64_t ms = 0;
  for (std::size_t i = time_size; i-- > 0;) ms = ms << 8 | static_cast<std::uint8_t>(text[i]);
  return ms;
}

/// Cuts what the flags announce off the front.
struct reader {
  unsigned flags;
  std::string_view left;
  bool is_short = false;

  std::string_view part(unsigned bit, std::size_t size) {
    if (!(flags & bit)) return {};
    is_short = is_short || left.size() < size;
    if (is_short) return {};
    const auto out = left.substr(0, size);
    left.remove_prefix(size);
    return out;
  }
  std::optional<timestamp> time(unsigned bit) {
    const auto text = part(bit, time_size);
    if (text.empty()) return std::nullopt;
    return from_unix_ms(unpack_ms(text));
  }
};

}  // namespace

std::string label_hash(std::string_view label) {
  if (label.empty()) return {};
  return std::string(as_text(sha256(label)).substr(0, hash_size));
}

std::string pack_inbox_item(broadcast_id broadcast, std::int64_t created_ms, std::string_view category,
                            std::string_view topic) {
  unsigned flags = 0;
  std::string parts;
  if (leading_ms(broadcast) != created_ms) {
    flags |= created_bit;
    parts += pack_ms(created_ms);
  }
  if (!category.empty()) flags |= category_bit;
  if (!topic.empty()) flags |= topic_bit;
  return static_cast<char>(flags) + parts + label_hash(category) + label_hash(topic);
}

result<packed_inbox_item> unpack_inbox_item(std::string_view broadcast, std::string_view packed) {
  error damaged(errc::corrupted, "an item of an inbox is damaged");
  const auto id = uuid::from_raw(broadcast);
  if (!id || packed.empty()) return damaged;
  packed_inbox_item out;
  out.item.broadcast = {*id};
  reader rest{static_cast<std::uint8_t>(packed.front()), packed.substr(1)};
  const auto created = rest.time(created_bit);
  out.item.created = created ? *created : from_unix_ms(leading_ms(out.item.broadcast));
  out.category_hash = rest.part(category_bit, hash_size);
  out.topic_hash = rest.part(topic_bit, hash_size);
  out.item.seen = rest.time(seen_bit);
  out.item.read = rest.time(read_bit);
  out.item.archived = rest.time(archived_bit);
  if (rest.is_short || !rest.left.empty()) return damaged;
  return out;
}

inbox_matcher::inbox_matcher(const inbox_filter& filter)
    : status_(filter.status),
      category_hash_(label_hash(filter.category)),
      topic_hash_(label_hash(filter.topic)) {}

bool inbox_matcher::wants(const packed_inbox_item& one) const {
  if (!category_hash_.empty() && one.category_hash != category_hash_) return false;
  if (!topic_hash_.empty() && one.topic_hash != topic_hash_) return false;
  const auto& item = one.item;
  switch (status_) {
    case inbox_status::any:
      return true;
    case inbox_status::current:
      return !item.archived;
    case inbox_status::unseen:
      return !item.archived && !item.seen;
    case inbox_status::unread:
      return !item.archived && !item.read;
    case inbox_status::read:
      return !item.archived && item.read;
    case inbox_status::archived:
      return item.archived.has_value();
  }
  return false;
}

std::string_view to_string(inbox_status status) noexcept {
  switch (status) {
    case inbox_status::any:
      return "any";
    case inbox_status::current:
      return "current";
    case inbox_status::unseen:
      return "unseen";
    case inbox_status::unread:
      return "unread";
    case inbox_status::read:
      return "read";
    case inbox_status::archived:
      return "archived";
  }
  return "any";
}

std::string_view to_string(inbox_mark mark) noexcept {
  switch (mark) {
    case inbox_mark::read:
      return "read";
    case inbox_mark::unread:
      return "unread";
    case inbox_mark::seen:
      return "seen";
    case inbox_mark::archived:
      return "archived";
    case inbox_mark::unarchived:
      return "unarchived";
  }
  return "seen";
}

}  // namespace carillon::store
