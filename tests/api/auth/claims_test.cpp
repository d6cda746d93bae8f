#include "api/auth/claims.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

const timestamp at = from_unix_ms(1'800'000'000'000);
constexpr std::int64_t at_seconds = 1'800'000'000;

checked<token_claims> read(json claims, json header = {{"alg", "HS256"}, {"typ", "JWT"}},
                           const std::vector<std::string>& audiences = {}) {
  parsed_jws token;
  token.header = std::move(header);
  token.claims = std::move(claims);
  return read_claims(token, at, audiences);
}

const json customer = {{"user_email", nullptr}, {"user_external_id", "u"}, {"api_key", "pk_x"}};
const json issued_project = {{"role", "project"},
                             {"project_id", "0192d1a0-0000-7000-8000-000000000001"},
                             {"jti", "0192d1a0-0000-7000-8000-000000000002"}};

json with(json base, const char* name, json value) {
  base[name] = std::move(value);
  return base;
}
json without(json base, const char* name) {
  base.erase(name);
  return base;
}

TEST(claims, tell_the_three_kinds_of_tokens_apart) {
  const auto signed_by_customer = read(customer);
  ASSERT_TRUE(signed_by_customer);
  EXPECT_EQ(signed_by_customer->kind, token_kind::customer_user);
  EXPECT_EQ(signed_by_customer->external_id, "u");
  EXPECT_FALSE(signed_by_customer->id);
  const auto project = read(issued_project);
  ASSERT_TRUE(project);
  EXPECT_EQ(project->kind, token_kind::project);
  EXPECT_TRUE(project->id);
  auto issued = with(with(customer, "role", "user"), "jti", issued_project["jti"]);
  EXPECT_EQ(read(issued)->kind, token_kind::issued_user);
}

TEST(claims, allow_a_minute_of_clock_difference_and_no_more) {
  EXPECT_TRUE(read(with(customer, "exp", at_seconds - 59)));
  EXPECT_FALSE(read(with(customer, "exp", at_seconds - 61)));
  EXPECT_TRUE(read(with(customer, "nbf", at_seconds + 59)));
  EXPECT_FALSE(read(with(customer, "nbf", at_seconds + 61)));
  EXPECT_TRUE(read(with(customer, "exp", at_seconds + 31'536'000.5)));
}

TEST(claims, take_no_offence_at_an_iat_in_the_future) {
  for (const auto& token :
       {customer, issued_project, with(with(customer, "role", "user"), "jti", issued_project["jti"])})
    EXPECT_TRUE(read(with(token, "iat", at_seconds + 3'600))) << "a clock may have gone back: " << token;
  EXPECT_TRUE(read(with(with(customer, "iat", at_seconds + 3'600), "exp", at_seconds + 7'200)));
  EXPECT_FALSE(read(with(with(customer, "iat", at_seconds + 3'600), "nbf", at_seconds + 3'600)));
}

TEST(claims, accept_an_audience_the_settings_name) {
  const auto is_accepted = [](json aud, const std::vector<std::string>& audiences) {
    return read(with(customer, "aud", std::move(aud)), {{"alg", "HS256"}}, audiences).has_value();
  };
  EXPECT_TRUE(is_accepted("carillon", {"carillon"}));
  EXPECT_TRUE(is_accepted("carillon", {"other", "carillon"}));
  EXPECT_TRUE(is_accepted(json::array({"x", "carillon"}), {"carillon"}));
  EXPECT_TRUE(read(customer, {{"alg", "HS256"}}, {"carillon"}))
      << "without an aud a token addresses everybody";
  for (const json& odd : {json("Carillon"), json(""), json::array(), json::array({"x"}), json::array({1}),
                          json(nullptr), json(7), json::object({{"carillon", 1}})}) {
    EXPECT_FALSE(is_accepted(odd, {"carillon"})) << odd;
  }
  EXPECT_FALSE(is_accepted("carillon", {}));
}

TEST(claims, name_the_claim_they_are_refused_for) {
  const auto why = [](json claims, json header = {{"alg", "HS256"}}) {
    const auto outcome = read(std::move(claims), std::move(header));
    EXPECT_FALSE(outcome);
    return outcome ? std::string() : outcome.error().message;
  };
  const auto names = [&](const std::string& message, std::string_view claim) {
    EXPECT_NE(message.find(claim), std::string::npos) << message;
    EXPECT_EQ(message.find("CANARY"), std::string::npos) << message;
  };
  names(why(with(customer, "exp", at_seconds - 100)), "exp");
  names(why(with(customer, "exp", "CANARY")), "exp");
  names(why(with(customer, "nbf", at_seconds + 100)), "nbf");
  names(why(with(customer, "nbf", "CANARY")), "nbf");
  names(why(with(customer, "iat", "CANARY")), "iat");
  names(why(with(customer, "aud", "CANARY")), "aud");
  names(why(with(customer, "aud", "CANARY")), "auth.audience");
  names(why(with(customer, "role", "CANARY")), "role");
  names(why(without(customer, "api_key")), "api_key");
  names(why(without(issued_project, "jti")), "jti");
  names(why(without(issued_project, "project_id")), "project_id");
  names(why(with(customer, "user_email", "CANARY")), "user_email");
  names(why(without(customer, "user_external_id")), "user_external_id");
  names(why(customer, {{"alg", "CANARY"}}), "alg");
  names(why(customer, json::object()), "alg");
  names(why(customer, {{"alg", "HS256"}, {"typ", "CANARY"}}), "typ");
}

TEST(claims, of_a_derived_token_name_its_parent_and_its_user) {
  const json derived = {{"role", "user"},
                        {"parent", {{"jti", issued_project["jti"]}}},
                        {"user_id", "0192d1a0-0000-7000-8000-000000000003"},
                        {"user_number", 7U},
                        {"api_key", "pk_x"},
                        {"exp", at_seconds + 600}};
  const auto token = read(derived);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->kind, token_kind::derived_user);
  EXPECT_EQ(token->user_number, 7U);
  EXPECT_TRUE(token->parent->id);
  EXPECT_EQ(read(with(derived, "parent", {{"key", "k"}}))->parent->key, "k");
  for (const auto* name : {"user_id", "user_number", "api_key"})
    EXPECT_FALSE(read(without(derived, name))) << name;
  for (const json& odd : {json(nullptr), json("x"), json::object(), json({{"jti", "x"}}), json({{"key", ""}}),
                          json({{"key", "k"}, {"jti", issued_project["jti"]}})}) {
    EXPECT_FALSE(read(with(derived, "parent", odd))) << odd;
  }
}

TEST(claims, refuse_times_that_are_no_numbers) {
  for (const auto* name : {"exp", "nbf", "iat"}) {
    for (const json& odd : {json(nullptr), json("9999999999"), json::array(), json(true), json::object()}) {
      EXPECT_FALSE(read(with(customer, name, odd))) << name << odd.dump();
    }
  }
}

TEST(claims, refuse_what_does_not_add_up) {
  const auto code_of = [](json claims) {
    const auto outcome = read(std::move(claims));
    return outcome ? "accepted" : outcome.error().code;
  };
  EXPECT_EQ(code_of(json::object()), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "role", "admin")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "role", "")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "role", json::array({"project"}))), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "role", nullptr)), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "role", "user")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "aud", "somebody")), "jwt_auth_failed");
  EXPECT_EQ(code_of(without(customer, "api_key")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "api_key", 1)), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(customer, "user_external_id", nullptr)), "user_not_found");
  EXPECT_EQ(code_of(with(customer, "user_external_id", 7)), "user_not_found");
  EXPECT_EQ(code_of(with(customer, "user_external_id", " x")), "user_not_found");
  EXPECT_EQ(code_of(with(customer, "user_external_id", std::string(256, 'x'))), "user_not_found");
  EXPECT_EQ(code_of(with(customer, "user_email", "nope")), "invalid_user_email");
  EXPECT_EQ(code_of(with(customer, "user_email", json::object())), "invalid_user_email");
  EXPECT_EQ(code_of(without(issued_project, "jti")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(issued_project, "jti", "' OR 1=1")), "jwt_auth_failed");
  EXPECT_EQ(code_of(with(issued_project, "project_id", "../..")), "jwt_auth_failed");
  EXPECT_EQ(code_of(without(issued_project, "project_id")), "jwt_auth_failed");
}

TEST(claims, leave_an_issuer_to_the_customer) {
  EXPECT_TRUE(read(with(customer, "iss", "the customer's backend"))) << "the key says who signed";
}

TEST(claims, refuse_as_unauthorized_whatever_is_wrong) {
  for (const auto& odd : {json::object(), with(customer, "user_email", "nope"),
                          with(customer, "user_external_id", nullptr), with(customer, "exp", 0)}) {
    const auto outcome = read(odd);
    ASSERT_FALSE(outcome) << odd.dump();
    EXPECT_EQ(outcome.error().status, 401) << odd.dump();
  }
}

TEST(claims, allow_the_longest_api_key_and_no_longer) {
  EXPECT_TRUE(read(with(customer, "api_key", std::string(255, 'k'))));
  EXPECT_FALSE(read(with(customer, "api_key", std::string(256, 'k'))));
}

TEST(claims, refuse_headers_of_another_type) {
  EXPECT_FALSE(read(customer, {{"alg", "HS256"}, {"typ", "at+jwt"}}));
  EXPECT_FALSE(read(customer, {{"alg", "HS256"}, {"typ", 1}}));
  EXPECT_TRUE(read(customer, {{"alg", "HS256"}}));
}

}  // namespace
}  // namespace carillon::api
