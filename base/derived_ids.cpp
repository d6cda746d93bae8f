#include "base/derived_ids.hpp"

#include <array>

#include "base/digest.hpp"

namespace carillon {

notification_id to_notification_id(broadcast_id broadcast, user_id user) noexcept {
  return {uuid::v8(sha256({"nd1", broadcast.raw(), user.raw()}))};
}

delivery_id to_delivery_id(notification_id notification, channel via, std::uint64_t token_hash) noexcept {
  std::array<std::uint8_t, 8> hash{};
  for (std::size_t byte = 0; byte < hash.size(); ++byte) {
    hash[byte] = static_cast<std::uint8_t>(token_hash >> (56 - 8 * byte));
  }
  return {uuid::v8(sha256({notification.raw(), to_string(via), as_text(hash)}))};
}

}  // namespace carillon
