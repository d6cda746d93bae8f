// The limits as clients meet them: over a real server with small budgets.
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class rate_limit_server_test : public api_test {
 protected:
  void adjust(config::settings& settings) override {
    settings.api.reads_per_minute = 3;
    settings.api.writes_per_minute = 2;
    settings.api.user_reads_per_minute = 2;
    settings.api.user_writes_per_minute = 1;
    settings.api.failed_logins_per_minute = 20;
  }
  test::http_answer list_users(const std::string& token) { return get("/users", token); }
  test::http_answer save_user(const std::string& token) {
    return put("/users", token, {{"external_id", "u"}});
  }
  /// With a token nobody signed, as a proxy on this machine would pass it on.
  test::http_answer knock(const std::string& forwarded_for, const std::string& token = "a.b.c") {
    return send({.target = "/v2/users", .bearer = token, .headers = {{"X-Forwarded-For", forwarded_for}}});
  }
};

TEST_F(rate_limit_server_test, refuses_a_project_that_reads_too_much_and_says_when_to_return) {
  for (int i = 2; i >= 0; --i) {
    const auto granted = list_users(first.token);
    ASSERT_EQ(granted.status, 200);
    EXPECT_EQ(granted.header("x-ratelimit-limit"), "3");
    EXPECT_EQ(granted.header("x-ratelimit-remaining"), std::to_string(i));
    EXPECT_NE(granted.header("x-ratelimit-reset"), "0");
  }
  const auto refused = list_users(first.token);
  EXPECT_EQ(refused.status, 429);
  EXPECT_GE(std::stoi(refused.header("retry-after")), 1);
  EXPECT_LE(std::stoi(refused.header("retry-after")), 20);
  EXPECT_EQ(refused.header("x-ratelimit-remaining"), "0");
  EXPECT_EQ(refused.message(), "this project makes too many requests");
  EXPECT_EQ(refused.header("content-type"), "application/json");
  EXPECT_EQ(send({.method = "HEAD", .target = "/v2/users", .bearer = first.token}).status, 429);
}

// No time is asserted from above: a busy machine only makes it longer.
TEST_F(rate_limit_server_test, answers_late_whoever_goes_on_past_a_budget) {
  using namespace std::chrono_literals;
  const auto large = [&] { return post("/broadcasts", first.token, {{"title", std::string(200'000, 'x')}}); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(list_users(first.token).status, 200);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(large().status, 422);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(list_users(first.token).status, 429);
  EXPECT_EQ(large().status, 429);
  for (int i = 0; i < 21; ++i) knock("203.0.113.77");
  EXPECT_GE(std::chrono::steady_clock::now() - began, 750ms);
}

TEST_F(rate_limit_server_test, counts_reads_and_writes_and_projects_apart) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(list_users(first.token).status, 200);
  EXPECT_EQ(list_users(first.token).status, 429);
  EXPECT_EQ(save_user(first.token).status, 200);
  EXPECT_EQ(save_user(first.token).status, 200);
  const auto before = get("/users", second.token).parsed()["data"];
  EXPECT_EQ(save_user(first.token).status, 429);
  EXPECT_EQ(list_users(second.token).status, 200);
  EXPECT_EQ(get("/channels/mobile_push/apns/tokens", customer_token(first, "u")).status, 429);
}

TEST_F(rate_limit_server_test, refuses_a_user_before_it_uses_up_the_project) {
  const auto read = [&](const std::string& user) {
    return get("/channels/mobile_push/apns/tokens", customer_token(first, user));
  };
  const auto granted = read("u");
  EXPECT_EQ(granted.status, 200);
  EXPECT_EQ(granted.header("x-ratelimit-limit"), "2");
  EXPECT_EQ(granted.header("x-ratelimit-remaining"), "1");
  EXPECT_EQ(read("u").status, 200);
  for (int i = 0; i < 5; ++i) {
    const auto refused = read("u");
    ASSERT_EQ(refused.status, 429);
    EXPECT_EQ(refused.message(), "this user makes too many requests");
    EXPECT_GE(std::stoi(refused.header("retry-after")), 1);
  }
  EXPECT_EQ(read("another").status, 200);  // the project's third
  EXPECT_EQ(read("another").message(), "this project makes too many requests");
}

TEST_F(rate_limit_server_test, counts_a_users_writes_apart) {
  const json device{{"device_token", std::string(64, 'a')}};
  EXPECT_EQ(post("/channels/mobile_push/apns/tokens", customer_token(first, "u"), device).status, 201);
  EXPECT_EQ(post("/channels/mobile_push/apns/tokens", customer_token(first, "u"), device).status, 429);
  EXPECT_EQ(get("/channels/mobile_push/apns/tokens", customer_token(first, "u")).status, 200);
  EXPECT_EQ(save_user(first.token).status, 200);
}

TEST_F(rate_limit_server_test, does_not_charge_a_project_for_forged_tokens) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(list_users(first.token.substr(0, first.token.size() - 4) + "AAAA").status, 401);
  }
  EXPECT_EQ(list_users(first.token).header("x-ratelimit-remaining"), "2");
}

TEST_F(rate_limit_server_test, refuses_an_address_after_twenty_failed_logins) {
  for (int i = 0; i < 20; ++i) ASSERT_EQ(knock("203.0.113.9").status, 401) << i;
  const auto refused = knock("203.0.113.9");
  EXPECT_EQ(refused.status, 429);
  EXPECT_FALSE(refused.header("retry-after").empty());
  EXPECT_EQ(refused.message(), "too many requests from this address were not authenticated");
  EXPECT_EQ(knock("203.0.113.10").status, 401);
  EXPECT_EQ(knock("1.2.3.4, 203.0.113.9").status, 429) << "the last hop counts, whatever the client says";
}

TEST_F(rate_limit_server_test, lets_callers_pass_whose_address_strangers_spoiled) {
  for (int i = 0; i < 25; ++i) knock("203.0.113.9");
  EXPECT_EQ(knock("203.0.113.9").status, 429);
  EXPECT_EQ(knock("203.0.113.9", first.token).status, 200);
  const auto saved = put("/integrations/github", first.token, {{"webhook_signing_secret", "s"}}).parsed();
  const auto target = "/v2/integrations/github/webhooks/incoming/" + saved.value("id", "");
  const auto signed_with = [&](const std::string& secret) {
    const auto mac = hex_encode(as_text(hmac_sha256(secret, {"{}"})));
    return send({.method = "POST",
                 .target = target,
                 .body = "{}",
                 .headers = {{"X-Forwarded-For", "203.0.113.9"}, {"X-Hub-Signature-256", "sha256=" + mac}}});
  };
  EXPECT_EQ(signed_with("guessed").status, 429);
  EXPECT_EQ(signed_with("s").status, 201);
}

TEST_F(rate_limit_server_test, counts_an_ipv6_network_as_one_client) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(knock("2001:db8:1:2::" + std::to_string(i + 1)).status, 401) << i;
  }
  EXPECT_EQ(knock("2001:db8:1:2:ffff::1").status, 429);
  EXPECT_EQ(knock("2001:db8:1:3::1").status, 401);
}

TEST_F(rate_limit_server_test, does_not_lock_out_a_proxy_that_names_no_client) {
  for (int i = 0; i < 25; ++i) ASSERT_EQ(list_users("a.b.c").status, 401) << i;
  EXPECT_EQ(list_users(first.token).status, 200);
}

}  // namespace
}  // namespace carillon::api
