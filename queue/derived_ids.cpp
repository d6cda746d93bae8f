#include "queue/derived_ids.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"

namespace carillon::queue {
namespace {

constexpr std::size_t shared_bytes = 6;
constexpr std::size_t number_at = 12;
constexpr unsigned partition_bits = 0x3f;
static_assert(partition_count == partition_bits + 1);

/// Nobody who is told a notification's id knows the broadcast's random bits: users are not to be counted.
unsigned mask_of(broadcast_id broadcast) noexcept {
  return broadcast.value.bytes[11] & partition_bits;
}

}  // namespace

notification_id to_notification_id(broadcast_id broadcast, user_id user, recipient_place at) noexcept {
  auto made = uuid::v8(sha256({"nd2", broadcast.raw(), user.raw()}));
  const auto& from = broadcast.value.bytes;
  std::copy_n(from.begin(), shared_bytes, made.bytes.begin());
  const unsigned home = home_of(broadcast);
  made.bytes[6] = static_cast<std::uint8_t>(0x80 | home >> 2);
  made.bytes[7] = static_cast<std::uint8_t>(home << 6 | (at.where ^ mask_of(broadcast)));
  for (std::size_t byte = 0; byte < 4; ++byte)
    made.bytes[number_at + byte] =
        static_cast<std::uint8_t>(from[number_at + byte] ^ at.number >> (24 - 8 * byte));
  return {made};
}

std::optional<partition> home_of(notification_id notification) noexcept {
  const auto& bytes = notification.value.bytes;
  if (bytes[6] >> 4 != 8) return std::nullopt;
  return static_cast<partition>((bytes[6] & 0x0f) << 2 | bytes[7] >> 6);
}

bool may_stem_from(notification_id notification, broadcast_id broadcast) noexcept {
  return std::ranges::equal(notification.raw().substr(0, shared_bytes),
                            broadcast.raw().substr(0, shared_bytes)) &&
         home_of(notification) == home_of(broadcast);
}

recipient_place place_in(notification_id notification, broadcast_id broadcast) noexcept {
  const auto& bytes = notification.value.bytes;
  recipient_place out{.where = static_cast<partition>((bytes[7] & partition_bits) ^ mask_of(broadcast))};
  for (std::size_t byte = number_at; byte < bytes.size(); ++byte)
    out.number = out.number << 8 | (bytes[byte] ^ broadcast.value.bytes[byte]);
  return out;
}

delivery_id to_delivery_id(notification_id notification, channel via, std::uint64_t token_hash) noexcept {
  std::array<std::uint8_t, 8> hash{};
  for (std::size_t byte = 0; byte < hash.size(); ++byte) {
    hash[byte] = static_cast<std::uint8_t>(token_hash >> (56 - 8 * byte));
  }
  return {uuid::v8(sha256({notification.raw(), to_string(via), as_text(hash)}))};
}

}  // namespace carillon::queue
