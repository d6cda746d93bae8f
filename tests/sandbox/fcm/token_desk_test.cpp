#include <gtest/gtest.h>

#include <functional>

#include "base/encoding.hpp"
#include "sandbox/fcm/token_desk.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(token_desk, hands_out_a_bearer_for_a_right_assertion) {
  caller google;
  const auto made = google.ask(token_request(google_assertion(google_claims())));
  ASSERT_EQ(made.reply.status, 200) << made.reply.body;
  const auto body = parse_json(made.reply.body).value();
  EXPECT_EQ(body.at("token_type"), "Bearer");
  EXPECT_EQ(body.at("expires_in"), 3599);
  EXPECT_EQ(made.subject.token, "push@demo.test");
}

struct broken_claim {
  const char* name;
  const char* error;
  std::function<void(json&)> breaking;
};
void PrintTo(const broken_claim& each, std::ostream* out) {
  *out << each.name;
}

class assertion_refusal : public ::testing::TestWithParam<broken_claim> {};

TEST_P(assertion_refusal, has_googles_error) {
  json claims = google_claims();
  GetParam().breaking(claims);
  caller google;
  const auto made = google.ask(token_request(google_assertion(claims)));
  EXPECT_EQ(made.reply.status, 400);
  EXPECT_EQ(parse_json(made.reply.body).value().at("error"), GetParam().error) << made.reply.body;
}

const auto claim = [](const char* name, json value) { return [=](json& claims) { claims[name] = value; }; };
const auto shifted = [](std::int64_t issued, std::int64_t expires) {
  return [=](json& claims) {
    claims["iat"] = seconds_of(noon) + issued;
    claims["exp"] = seconds_of(noon) + expires;
  };
};

INSTANTIATE_TEST_SUITE_P(
    claims, assertion_refusal,
    ::testing::Values(
        broken_claim{"unknown_account", "invalid_grant", claim("iss", "someone@else.test")},
        broken_claim{"other_audience", "invalid_grant", claim("aud", "https://oauth2.googleapis.com/token")},
        broken_claim{"no_audience", "invalid_grant", [](json& claims) { claims.erase("aud"); }},
        broken_claim{"issued_in_the_future", "invalid_grant", shifted(120, 3600)},
        broken_claim{"expired", "invalid_grant", shifted(-3700, -100)},
        broken_claim{"too_long", "invalid_grant", shifted(0, 3601)},
        broken_claim{"no_expiry", "invalid_grant", [](json& claims) { claims.erase("exp"); }},
        broken_claim{"expiry_text", "invalid_grant", claim("exp", "soon")},
        broken_claim{"no_scope", "invalid_scope", [](json& claims) { claims.erase("scope"); }},
        broken_claim{"alien_scope", "invalid_scope", claim("scope", "https://example.test/auth")},
        broken_claim{"other_scope", "invalid_scope",
                     claim("scope", "https://www.googleapis.com/auth/drive")}));

std::string error_of(request_builder request) {
  caller google;
  return parse_json(google.ask(std::move(request)).reply.body).value().at("error").get<std::string>();
}

TEST(token_desk, refuses_a_signature_of_another_key) {
  const auto alien = signing_key::generate(key_kind::rsa);
  EXPECT_EQ(error_of(token_request(sign_jws(json::object(), google_claims(), alien))), "invalid_grant");
}

TEST(token_desk, refuses_another_algorithm) {
  EXPECT_EQ(error_of(token_request(sign_jws(json::object(), google_claims(), team_key()))), "invalid_grant");
}

TEST(token_desk, refuses_a_key_id_that_is_not_the_accounts) {
  const auto assertion = google_assertion(google_claims(), {{"kid", "revoked"}});
  EXPECT_EQ(error_of(token_request(assertion)), "invalid_grant");
}

TEST(token_desk, does_without_a_key_id_as_firebase_admin_does) {
  caller google;
  const auto assertion = google_assertion(google_claims(), json::object());
  EXPECT_EQ(google.ask(token_request(assertion)).reply.status, 200);
}

TEST(token_desk, is_known_under_googles_older_name_too) {
  json claims = google_claims();
  claims["aud"] = "https://www.googleapis.com/oauth2/v4/token";
  claims["scope"] =
      "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/userinfo.email";
  auto request = token_request(google_assertion(claims));
  caller google;
  EXPECT_EQ(google.ask(request).reply.status, 400);
  request.authority = "www.googleapis.com";
  request.path = "/oauth2/v4/token";
  EXPECT_EQ(google.ask(request).reply.status, 200);
}

TEST(token_desk, refuses_forms_that_are_not_the_grant) {
  const auto right = google_assertion(google_claims());
  auto request = token_request(right);
  request.body = "assertion=" + right;
  EXPECT_EQ(error_of(request), "invalid_request");
  request.body = "grant_type=password&assertion=" + right;
  EXPECT_EQ(error_of(request), "unsupported_grant_type");
  request = token_request("");
  request.body.resize(request.body.find('&'));
  EXPECT_EQ(error_of(request), "invalid_request");
  EXPECT_EQ(error_of(token_request(right).with("content-type", "application/json")), "invalid_request");
  EXPECT_EQ(error_of(token_request("abc")), "invalid_grant");
}

TEST(token_desk, answers_every_error_a_rule_asks_for) {
  for (const auto& row : token_errors()) {
    caller google;
    google.sandbox.rules().add(
        parse_rules(
            json::array({{{"provider", "token"}, {"action", {{"respond", {{"reason", row.error}}}}}}}))
            .value());
    const auto made = google.ask(token_request(google_assertion(google_claims())));
    EXPECT_EQ(made.reply.status, row.http);
    EXPECT_EQ(parse_json(made.reply.body).value().at("error"), row.error);
  }
}

}  // namespace
}  // namespace carillon::sandbox::testing
