#include "providers/apns/credential.hpp"

#include <gtest/gtest.h>

#include "base/jws.hpp"

namespace carillon::providers::apns {
namespace {

const timestamp start = *parse_rfc3339("2026-11-23T12:00:00Z");

config account(const signing_key& key) {
  return {.app_id = "com.x", .key_id = "KEYID12345", .team_id = "TEAM123456", .key = key};
}

TEST(apns_credential, signs_es256_with_key_team_and_time) {
  const auto key = signing_key::generate(key_kind::p256);
  const auto minted = credential(account(key)).mint("https://api.push.apple.com", start);
  ASSERT_TRUE(minted.text.reveal().starts_with("bearer "));
  const auto token = parse_jws(minted.text.reveal().substr(7));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->header["alg"], "ES256");
  EXPECT_EQ(token->header["kid"], "KEYID12345");
  EXPECT_EQ(token->claims, (json{{"iss", "TEAM123456"}, {"iat", to_unix_ms(start) / 1000}}));
  EXPECT_EQ(token->signature.size(), 64U);
  EXPECT_TRUE(verifying_key::from_pem(key.public_pem(), key_kind::p256)
                  ->verify(token->signed_part, token->signature));
}

TEST(apns_credential, is_renewed_after_fifty_minutes_and_not_used_after_an_hour) {
  const auto minted = credential(account(signing_key::generate(key_kind::p256))).mint("", start);
  EXPECT_EQ(minted.renew_at, start + std::chrono::minutes(50));
  EXPECT_EQ(minted.ends_at, start + std::chrono::minutes(60));
}

TEST(apns_credential, is_shared_by_who_holds_the_same_key_and_by_nobody_else) {
  const auto key = signing_key::generate(key_kind::p256);
  auto other_app = account(key);
  other_app.app_id = "com.y";
  EXPECT_EQ(credential(account(key)).shared_key(), credential(other_app).shared_key());
  // Another tenant may name the team and the key id.
  EXPECT_NE(credential(account(key)).shared_key(),
            credential(account(signing_key::generate(key_kind::p256))).shared_key());
}

}  // namespace
}  // namespace carillon::providers::apns
