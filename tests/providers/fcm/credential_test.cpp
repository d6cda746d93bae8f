#include "providers/fcm/credential.hpp"

#include <gtest/gtest.h>

#include "base/jws.hpp"

namespace carillon::providers::fcm {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

config account() {
  static const signing_key key = signing_key::generate(key_kind::rsa);
  return {.project_id = "p",
          .client_email = "a@b.iam",
          .private_key_id = "kid-1",
          .token_uri = "https://oauth2.googleapis.com/token",
          .key = key};
}

TEST(fcm_credential, asks_with_a_signed_assertion_of_one_hour) {
  net::wire_request request;
  credential(account()).ask(noon, request);
  EXPECT_EQ(request.path, "/token");
  const std::string prefix = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  ASSERT_TRUE(request.body.starts_with(prefix)) << request.body;
  const auto token = parse_jws(request.body.substr(prefix.size()));
  ASSERT_TRUE(token);
  const std::int64_t issued = to_unix_ms(noon) / 1000;
  EXPECT_EQ(token->claims, (json{{"iss", "a@b.iam"},
                                 {"scope", "https://www.googleapis.com/auth/firebase.messaging"},
                                 {"aud", "https://oauth2.googleapis.com/token"},
                                 {"iat", issued},
                                 {"exp", issued + 3600}}));
  EXPECT_EQ(token->header["alg"], "RS256");
  EXPECT_EQ(token->header["kid"], "kid-1");
  EXPECT_TRUE(verifying_key::from_pem(account().key.public_pem(), key_kind::rsa)
                  ->verify(token->signed_part, token->signature));
}

TEST(fcm_credential, takes_the_access_token_and_its_life) {
  const auto read = credential(account()).read(
      {.status = 200, .body = R"({"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"})"}, noon);
  ASSERT_TRUE(read.given);
  EXPECT_EQ(read.given->text.reveal(), "Bearer ya29.x");
  EXPECT_EQ(read.given->renew_at, noon + std::chrono::seconds(3599 - 300));
  EXPECT_EQ(read.given->ends_at, noon + std::chrono::seconds(3599 - 10));
}

TEST(fcm_credential, refusals_follow_the_token_table) {
  using enum answer_class;
  for (auto [status, body, meaning] : {std::tuple{400, R"({"error":"invalid_grant"})", config},
                                       {400, R"({"error":"invalid_scope"})", config},
                                       {401, R"({"error":"invalid_client"})", config},
                                       {403, R"({"error":"access_denied"})", config},
                                       {429, "", retry_after},
                                       {500, "", retry},
                                       {503, "<html>", retry},
                                       {200, "{}", config}}) {
    const auto read = credential(account()).read({.status = status, .body = body}, noon);
    EXPECT_FALSE(read.given);
    EXPECT_EQ(read.refusal.meaning, meaning) << status << body;
  }
  EXPECT_EQ(
      credential(account()).read({.status = 400, .body = R"({"error":"invalid_grant"})"}, noon).refusal.text,
      "invalid_grant");
}

TEST(fcm_credential, takes_no_access_token_that_could_not_stand_in_a_header) {
  for (const std::string& token : {std::string("a\\r\\nx-evil: 1"), std::string("a b"), std::string(),
                                   std::string("\\u0000"), std::string(10'000, 'a')}) {
    const auto read =
        credential(account()).read({.status = 200, .body = R"({"access_token":")" + token + R"("})"}, noon);
    EXPECT_FALSE(read.given) << token;
    EXPECT_EQ(read.refusal.meaning, answer_class::config);
  }
}

TEST(fcm_credential, believes_no_life_that_is_none) {
  for (const auto* life : {"-1", "9223372036854775807", "\"soon\""}) {
    const auto read = credential(account()).read(
        {.status = 200, .body = R"({"access_token":"x","expires_in":)" + std::string(life) + "}"}, noon);
    ASSERT_TRUE(read.given) << life;
    EXPECT_LE(read.given->ends_at, noon + std::chrono::hours(24)) << life;
  }
}

TEST(fcm_credential, asks_the_origin_of_the_token_uri) {
  auto with = account();
  with.token_uri = "https://localhost:8443/a/b";
  EXPECT_EQ(credential(with).issuer()->url, "https://localhost:8443");
  EXPECT_TRUE(credential(with).issuer()->is_foreign);
}

TEST(fcm_credential, is_shared_by_who_holds_the_same_key_and_asks_the_same_endpoint) {
  auto elsewhere = account();
  elsewhere.token_uri = "https://elsewhere.example/token";
  auto stranger = account();
  stranger.key = signing_key::generate(key_kind::rsa);
  EXPECT_EQ(credential(account()).shared_key(), credential(account()).shared_key());
  EXPECT_NE(credential(account()).shared_key(), credential(elsewhere).shared_key());
  EXPECT_NE(credential(account()).shared_key(), credential(stranger).shared_key());
}

}  // namespace
}  // namespace carillon::providers::fcm
