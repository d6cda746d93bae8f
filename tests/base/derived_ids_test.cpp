#include "base/derived_ids.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace carillon {
namespace {

const broadcast_id broadcast{uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057").value()};
const user_id user{uuid::parse("0e37df36-f698-4c3b-9f1e-2d8a2d6a7c11").value()};

TEST(derived_ids, are_the_digest_that_queue_md_describes) {
  const auto expected = sha256("nd1" + std::string(broadcast.raw()) + std::string(user.raw()));
  EXPECT_EQ(to_notification_id(broadcast, user).value, uuid::v8(expected));
  const auto notification = to_notification_id(broadcast, user);
  const auto delivery =
      sha256(std::string(notification.raw()) + "mobile_push" + "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(to_delivery_id(notification, channel::mobile_push, 0x0102030405060708).value, uuid::v8(delivery));
}

TEST(derived_ids, differ_by_user_channel_and_address) {
  const auto notification = to_notification_id(broadcast, user);
  EXPECT_NE(notification, to_notification_id(broadcast, user_id{}));
  EXPECT_NE(to_delivery_id(notification, channel::mobile_push, 1),
            to_delivery_id(notification, channel::mobile_push, 2));
  EXPECT_NE(to_delivery_id(notification, channel::mobile_push, 1),
            to_delivery_id(notification, channel::email, 1));
}

}  // namespace
}  // namespace carillon
