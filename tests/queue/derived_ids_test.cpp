#include "queue/derived_ids.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace carillon::queue {
namespace {

const broadcast_id broadcast{uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057").value()};
const user_id user{uuid::parse("0e37df36-f698-4c3b-9f1e-2d8a2d6a7c11").value()};
constexpr recipient_place place{.where = 41, .number = 0x00012345};

TEST(derived_ids, are_what_the_header_describes) {
  const auto digest = uuid::v8(sha256("nd2" + std::string(broadcast.raw()) + std::string(user.raw())));
  const auto notification = to_notification_id(broadcast, user, place);
  const auto& bytes = notification.value.bytes;
  EXPECT_EQ(notification.raw().substr(0, 6), broadcast.raw().substr(0, 6));
  EXPECT_EQ((bytes[6] & 0x0f) << 2 | bytes[7] >> 6, home_of(broadcast));
  EXPECT_EQ(bytes[7] & 0x3f, 41 ^ (0x02 & 0x3f));
  EXPECT_EQ(notification.raw().substr(8, 4), digest.raw().substr(8, 4));
  EXPECT_EQ(notification.raw().substr(12), "\x09\x9b\xa3\x12");  // 099a8057 XOR 00012345
  const auto delivery =
      sha256(std::string(notification.raw()) + "mobile_push" + "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(to_delivery_id(notification, channel::mobile_push, 0x0102030405060708).value, uuid::v8(delivery));
}

TEST(derived_ids, are_of_version_8) {
  const auto text = to_notification_id(broadcast, user, place).to_string();
  EXPECT_EQ(text[14], '8');
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
}

TEST(derived_ids, differ_by_user_channel_and_address) {
  const auto notification = to_notification_id(broadcast, user, place);
  EXPECT_NE(notification, to_notification_id(broadcast, user_id{}, place));
  EXPECT_NE(notification, to_notification_id(broadcast, user, {place.where, place.number + 1}));
  EXPECT_NE(to_delivery_id(notification, channel::mobile_push, 1),
            to_delivery_id(notification, channel::mobile_push, 2));
  EXPECT_NE(to_delivery_id(notification, channel::mobile_push, 1),
            to_delivery_id(notification, channel::email, 1));
}

TEST(derived_ids, lead_back_to_the_broadcast_and_the_recipient) {
  for (const recipient_place at : {place, recipient_place{0, 0}, recipient_place{63, 0xffffffff}}) {
    for (const auto one : {broadcast, broadcast_id{uuid::v8(sha256("an idempotency key"))}}) {
      const auto notification = to_notification_id(one, user, at);
      EXPECT_EQ(home_of(notification), home_of(one));
      EXPECT_TRUE(may_stem_from(notification, one));
      EXPECT_EQ(place_in(notification, one), at);
    }
  }
}

TEST(derived_ids, stem_from_no_other_broadcast) {
  const auto notification = to_notification_id(broadcast, user, place);
  auto later = broadcast;
  later.value.bytes[5] ^= 1;
  EXPECT_FALSE(may_stem_from(notification, later));
  EXPECT_FALSE(home_of(notification_id{broadcast.value}));
  EXPECT_FALSE(may_stem_from(notification_id{broadcast.value}, broadcast));
}

}  // namespace
}  // namespace carillon::queue
