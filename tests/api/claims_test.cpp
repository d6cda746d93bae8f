#include "api/claims.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

const timestamp at = from_unix_ms(1'800'000'000'000);
constexpr std::int64_t at_seconds = 1'800'000'000;

checked<token_claims> read(json claims, json header = {{"alg", "HS256"}, {"typ", "JWT"}}) {
  parsed_jws token;
  token.header = std::move(header);
  token.claims = std::move(claims);
  return read_claims(token, at);
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
  EXPECT_TRUE(read(with(customer, "iat", at_seconds + 59)));
  EXPECT_FALSE(read(with(customer, "iat", at_seconds + 61)));
  EXPECT_TRUE(read(with(customer, "exp", at_seconds + 31'536'000.5)));
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
