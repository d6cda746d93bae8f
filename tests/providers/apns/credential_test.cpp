#include "providers/apns/credential.hpp"

#include <gtest/gtest.h>

#include "base/jws.hpp"

namespace carillon::providers::apns {
namespace {

using std::chrono::minutes;
const timestamp start = *parse_rfc3339("2026-11-23T12:00:00Z");

struct made {
  signing_key key = signing_key::generate(key_kind::p256);
  credential provider_token{key, "KEYID12345", "TEAM123456"};
};

TEST(apns_credential, signs_es256_with_key_team_and_time) {
  made m;
  const auto authorization = m.provider_token.authorization(start);
  ASSERT_TRUE(authorization->starts_with("bearer "));
  const auto token = parse_jws(authorization->substr(7));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->header["alg"], "ES256");
  EXPECT_EQ(token->header["kid"], "KEYID12345");
  EXPECT_EQ(token->claims, (json{{"iss", "TEAM123456"}, {"iat", to_unix_ms(start) / 1000}}));
  EXPECT_EQ(token->signature.size(), 64U);
  EXPECT_TRUE(verifying_key::from_pem(m.key.public_pem(), key_kind::p256)
                  ->verify(token->signed_part, token->signature));
}

TEST(apns_credential, is_one_token_until_fifty_minutes) {
  made m;
  const auto first = m.provider_token.authorization(start);
  EXPECT_EQ(m.provider_token.authorization(start + minutes(49)), first);
  EXPECT_NE(m.provider_token.authorization(start + minutes(50)), first);
}

TEST(apns_credential, a_refusal_mints_anew_only_after_twenty_minutes) {
  made m;
  const auto first = m.provider_token.authorization(start);
  EXPECT_FALSE(m.provider_token.refuse(first, start + minutes(19)));
  EXPECT_EQ(m.provider_token.authorization(start + minutes(19)), first);
  EXPECT_TRUE(m.provider_token.refuse(first, start + minutes(20)));
  EXPECT_NE(m.provider_token.authorization(start + minutes(20)), first);
}

TEST(apns_credential, a_refusal_of_a_replaced_token_mints_nothing) {
  made m;
  const auto first = m.provider_token.authorization(start);
  const auto second = m.provider_token.authorization(start + minutes(50));
  EXPECT_TRUE(m.provider_token.refuse(first, start + minutes(51)));
  EXPECT_EQ(m.provider_token.authorization(start + minutes(51)), second);
}

TEST(apns_credential, a_clock_that_stepped_back_changes_nothing_until_apns_refuses) {
  made m;
  const auto first = m.provider_token.authorization(start);
  EXPECT_EQ(m.provider_token.authorization(start - minutes(60)), first)
      << "a new one would be an hour old to APNs";
  EXPECT_TRUE(m.provider_token.refuse(first, start - minutes(60)));
  EXPECT_NE(m.provider_token.authorization(start - minutes(60)), first);
}

}  // namespace
}  // namespace carillon::providers::apns
