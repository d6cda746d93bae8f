#include "api/http/cors.hpp"

#include <gtest/gtest.h>

#include <map>

#include "api/routes.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

const std::string own_tokens = "/v2/channels/mobile_push/apns/tokens";
const std::string page = "https://app.example.com";

net::h1_request asked(std::string method, std::string path, std::string origin) {
  net::h1_request raw;
  raw.method = std::move(method);
  raw.path = std::move(path);
  if (!origin.empty()) raw.headers.emplace_back("origin", std::move(origin));
  return raw;
}

net::h1_request preflight_of(std::string path, std::string origin) {
  auto raw = asked("OPTIONS", std::move(path), std::move(origin));
  raw.headers.emplace_back("access-control-request-method", "POST");
  raw.headers.emplace_back("access-control-request-headers", "authorization,content-type");
  return raw;
}

std::map<std::string, std::string> as_map(const cors_policy::header_list& headers) {
  return {headers.begin(), headers.end()};
}

TEST(cors, lets_any_page_read_user_routes_by_default_and_never_with_credentials) {
  const cors_policy policy({"*"}, all_routes());
  auto headers = as_map(policy.headers_for(asked("GET", own_tokens, page)));
  EXPECT_EQ(headers["access-control-allow-origin"], "*");
  EXPECT_NE(headers["access-control-expose-headers"].find("x-request-id"), std::string::npos);
  EXPECT_NE(headers["access-control-expose-headers"].find("retry-after"), std::string::npos);
  EXPECT_NE(headers["access-control-expose-headers"].find("trace-id"), std::string::npos);
  EXPECT_FALSE(headers.contains("access-control-allow-credentials"));
  EXPECT_TRUE(policy.headers_for(asked("GET", own_tokens, "")).empty());
}

TEST(cors, says_nothing_on_project_routes_and_unknown_paths) {
  const cors_policy policy({"*"}, all_routes());
  for (const auto& row : all_routes()) {
    const auto headers = policy.headers_for(asked(std::string(row.method), std::string(row.pattern), page));
    const bool is_user_path = !headers.empty();
    if (row.who == role::user) EXPECT_TRUE(is_user_path) << row.pattern;
  }
  for (const auto* path : {"/v2/users", "/v2/broadcasts", "/v2/integrations/apns", "/v2/nothing", "/"}) {
    EXPECT_TRUE(policy.headers_for(asked("GET", path, page)).empty()) << path;
    EXPECT_FALSE(policy.preflight(preflight_of(path, page))) << path;
  }
}

TEST(cors, answers_preflights_with_the_methods_of_users_and_the_headers_asked_for) {
  const cors_policy policy({"*"}, all_routes());
  auto headers = as_map(policy.preflight(preflight_of(own_tokens, page)).value());
  for (const auto* method : {"GET", "POST", "PUT"}) {
    EXPECT_NE(headers["access-control-allow-methods"].find(method), std::string::npos) << method;
  }
  EXPECT_EQ(headers["access-control-allow-headers"], "authorization,content-type");
  EXPECT_EQ(headers["access-control-max-age"], "7200");
  EXPECT_FALSE(policy.preflight(asked("OPTIONS", own_tokens, page))) << "no preflight without a method";
  EXPECT_FALSE(policy.preflight(preflight_of(own_tokens, "")));
}

TEST(cors, does_not_echo_what_is_no_list_of_headers) {
  const cors_policy policy({"*"}, all_routes());
  for (const auto& odd : {std::string("a: b"), std::string("<script>"), std::string(2000, 'a')}) {
    auto raw = preflight_of(own_tokens, page);
    raw.headers.back().second = odd;
    EXPECT_FALSE(as_map(policy.preflight(raw).value()).contains("access-control-allow-headers")) << odd;
  }
}

TEST(cors, of_a_list_admits_its_origins_only_and_always_varies) {
  const cors_policy policy({page, "http://localhost:3000"}, all_routes());
  auto allowed = as_map(policy.headers_for(asked("GET", own_tokens, page)));
  EXPECT_EQ(allowed["access-control-allow-origin"], page);
  EXPECT_EQ(allowed["vary"], "origin");
  for (const auto& other :
       {std::string("https://app.example.com.evil.com"), std::string("http://app.example.com"),
        std::string("https://app.example.com:8443"), std::string("null"), std::string("*"),
        std::string("HTTPS://APP.EXAMPLE.COM"), std::string()}) {
    auto refused = as_map(policy.headers_for(asked("GET", own_tokens, other)));
    EXPECT_FALSE(refused.contains("access-control-allow-origin")) << other;
    EXPECT_EQ(refused["vary"], "origin") << other;
    EXPECT_FALSE(policy.preflight(preflight_of(own_tokens, other))) << other;
  }
  auto twice = asked("GET", own_tokens, page);
  twice.headers.emplace_back("origin", "https://evil.example");
  EXPECT_FALSE(as_map(policy.headers_for(twice)).contains("access-control-allow-origin"));
}

TEST(cors, of_an_empty_list_is_off) {
  const cors_policy policy({}, all_routes());
  EXPECT_TRUE(policy.headers_for(asked("GET", own_tokens, page)).empty());
  EXPECT_FALSE(policy.preflight(preflight_of(own_tokens, page)));
}

class cors_server_test : public api_test {};

TEST_F(cors_server_test, answers_a_browser_on_success_and_on_every_refusal) {
  const auto preflight = send({.method = "OPTIONS",
                               .target = own_tokens,
                               .headers = {{"Origin", page},
                                           {"Access-Control-Request-Method", "POST"},
                                           {"Access-Control-Request-Headers", "authorization"}}});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("access-control-allow-origin"), "*");
  EXPECT_EQ(preflight.header("access-control-allow-headers"), "authorization");
  EXPECT_FALSE(preflight.header("access-control-allow-methods").empty());

  const auto call = [&](const std::string& method, const std::string& target, const std::string& token) {
    return send({.method = method, .target = target, .bearer = token, .headers = {{"Origin", page}}});
  };
  const auto user = customer_token(first, "u");
  const auto listed = call("GET", own_tokens, user);
  EXPECT_EQ(listed.status, 200);
  EXPECT_EQ(listed.header("access-control-allow-origin"), "*");
  EXPECT_EQ(listed.header("access-control-allow-credentials"), "");
  const auto no_user = call("GET", own_tokens, "");
  EXPECT_EQ(no_user.status, 401);
  EXPECT_EQ(no_user.header("access-control-allow-origin"), "*");
  const auto no_method = call("PATCH", own_tokens, user);
  EXPECT_EQ(no_method.status, 405);
  EXPECT_EQ(no_method.header("access-control-allow-origin"), "*");
  const auto bad_id = call("GET", own_tokens + "/nope", user);
  EXPECT_EQ(bad_id.status, 400);
  EXPECT_EQ(bad_id.header("access-control-allow-origin"), "*");
  EXPECT_EQ(call("GET", "/v2/users", first.token).header("access-control-allow-origin"), "");
  EXPECT_EQ(call("GET", "/v2/nothing", user).header("access-control-allow-origin"), "");
}

}  // namespace
}  // namespace carillon::api
