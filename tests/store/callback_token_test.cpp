#include "store/callback_token.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon::store {
namespace {

const callback_tokens tokens(secret(std::string(32, 'k')));
const callback_claim claim{.project = *project_id::parse("0190a5c0-0000-7000-8000-000000000001"),
                           .user = *user_id::parse("0190a5c0-0000-7000-8000-000000000002"),
                           .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000003"),
                           .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000004"),
                           .over = channel::sms,
                           .via = provider::twilio};

TEST(callback_token, leads_back_to_its_delivery) {
  const auto token = tokens.make(claim);
  EXPECT_EQ(token.size(), 111U);
  const auto read = tokens.read(token);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->project, claim.project);
  EXPECT_EQ(read->user, claim.user);
  EXPECT_EQ(read->notification, claim.notification);
  EXPECT_EQ(read->delivery, claim.delivery);
  EXPECT_EQ(read->over, claim.over);
  EXPECT_EQ(read->via, claim.via);
}

TEST(callback_token, is_nobodys_when_a_bit_differs) {
  const auto token = tokens.make(claim);
  const auto bytes = *base64url_decode(token);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(tokens.read(base64url_encode(changed))) << at;
    EXPECT_FALSE(tokens.read(base64url_encode(bytes.substr(0, at))));
  }
  EXPECT_FALSE(callback_tokens(secret(std::string(32, 'x'))).read(token));
  EXPECT_FALSE(tokens.read(token + "A"));
  EXPECT_FALSE(tokens.read(std::string(1'000'000, 'A')));
}

TEST(callback_token, stands_below_the_public_url) {
  EXPECT_EQ(callback_url("https://n.example/", "t"), "https://n.example/v2/callbacks/t");
  EXPECT_EQ(callback_url("", "t"), "");
}

}  // namespace
}  // namespace carillon::store
