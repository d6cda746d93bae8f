// What large bodies and answers cost, as clients meet it: over a real server with a small budget.
#include "api/http/bulk_limits.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t kibibyte = 1024;

class bulk_limits_test : public api_test {
 protected:
  void adjust(config::settings& settings) override {
    settings.api.bulk_per_minute = 64 * kibibyte;
    settings.api.user_bulk_per_minute = 32 * kibibyte;
  }
  /// 422, whatever its size: what is charged is not what becomes of it.
  test::http_answer send_bytes(const std::string& token, std::size_t bytes) {
    return post("/broadcasts", token, {{"title", std::string(bytes, 'x')}});
  }
  test::http_answer read(const std::string& token) { return get("/users?limit=1", token); }
  /// Its address for webhooks.
  std::string save_github(const json& config) {
    const auto saved = put("/integrations/github", first.token, config).parsed();
    return "/v2/integrations/github/webhooks/incoming/" + saved.value("id", "");
  }
  test::http_answer send_signed(const std::string& target, const std::string& secret,
                                const std::string& body) {
    const auto mac = hex_encode(as_text(hmac_sha256(secret, {body})));
    return send(
        {.method = "POST",
         .target = target,
         .body = body,
         .headers = {{"Content-Type", "application/json"}, {"X-Hub-Signature-256", "sha256=" + mac}}});
  }
  /// Another one each time.
  test::http_answer send_hook(const std::string& target, const std::string& secret, std::size_t bytes) {
    return send_signed(target, secret, dump_json({{"n", ++hooks_}, {"x", std::string(bytes, 'x')}}));
  }
  int save_user(const std::string& token) { return put("/users", token, {{"external_id", "u"}}).status; }

 private:
  int hooks_ = 0;
};

TEST_F(bulk_limits_test, refuses_who_has_overdrawn_but_for_small_writes_and_others) {
  EXPECT_EQ(read(second.token).status, 200);
  EXPECT_EQ(send_bytes(first.token, 50 * kibibyte).status, 422);
  EXPECT_EQ(read(first.token).status, 200) << "34 of 64 KiB are used";
  EXPECT_EQ(send_bytes(first.token, 200 * kibibyte).status, 422)
      << "once it is let through, whatever its size";
  for (const auto& refused :
       {read(first.token), send_bytes(first.token, 20 * kibibyte), send_bytes(first.token, 200 * kibibyte)}) {
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.message(), "this project reads and sends too much at once");
    EXPECT_GE(std::stoi(refused.header("retry-after")), 100);
  }
  EXPECT_EQ(save_user(first.token), 200);
  EXPECT_EQ(read(second.token).status, 200);
}

TEST_F(bulk_limits_test, cost_nothing_while_nobody_else_is_here) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send_bytes(first.token, 200 * kibibyte).status, 422);
  EXPECT_EQ(read(second.token).status, 200);
  EXPECT_EQ(read(first.token).status, 200) << "nothing of it is held against it now";
}

TEST_F(bulk_limits_test, count_what_is_answered) {
  EXPECT_EQ(read(second.token).status, 200);
  const json attributes{{"a", std::string(60 * kibibyte, 'x')}};
  EXPECT_EQ(put("/users", first.token, {{"external_id", "u"}, {"custom_attributes", attributes}}).status,
            200);
  EXPECT_EQ(get("/users", first.token).status, 429) << "44 KiB in and 44 KiB out";
}

TEST_F(bulk_limits_test, stop_a_user_before_it_uses_up_the_project) {
  EXPECT_EQ(read(second.token).status, 200);
  const auto user = customer_token(first, "u");
  const auto send = [&] {
    return post("/channels/mobile_push/apns/tokens", user,
                {{"device_token", std::string(60 * kibibyte, 'a')}});
  };
  EXPECT_EQ(send().status, 422);
  EXPECT_EQ(send().message(), "this user reads and sends too much at once");
  EXPECT_EQ(get("/channels/mobile_push/apns/tokens", user).status, 429);
  EXPECT_EQ(read(first.token).status, 200);
}

TEST_F(bulk_limits_test, charge_webhooks_apart_and_only_signed_ones) {
  EXPECT_EQ(read(second.token).status, 200);
  const auto target = save_github({{"webhook_signing_secret", "s"}});
  const auto hook = [&](const std::string& secret) { return send_hook(target, secret, 70 * kibibyte); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(hook("guessed").status, 401);
  EXPECT_EQ(hook("s").status, 201);
  EXPECT_EQ(hook("s").status, 201);
  EXPECT_EQ(hook("s").status, 429);
  EXPECT_EQ(read(first.token).status, 200);
}

TEST_F(bulk_limits_test, charge_webhooks_that_are_signed_and_cannot_be_read) {
  EXPECT_EQ(read(second.token).status, 200);
  const auto target = save_github({{"webhook_signing_secret", "s"}});
  const std::string nonsense(70 * kibibyte, '[');
  EXPECT_EQ(send_signed(target, "s", nonsense).status, 400);
  EXPECT_EQ(send_signed(target, "s", nonsense).status, 400);
  EXPECT_EQ(send_signed(target, "s", nonsense).status, 429);
}

TEST_F(bulk_limits_test, charge_webhooks_for_each_recipient_but_the_first) {
  EXPECT_EQ(read(second.token).status, 200);
  const auto mapping = [](std::size_t recipients) {
    json list = json::array();
    for (std::size_t i = 0; i < recipients; ++i) list.push_back({{"external_id", std::to_string(i)}});
    return json{{"webhook_signing_secret", "s"}, {"broadcast", {{"title", "x"}, {"recipients", list}}}};
  };
  auto target = save_github(mapping(1));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(send_hook(target, "s", 0).status, 201);
  target = save_github(mapping(12));
  EXPECT_EQ(send_hook(target, "s", 0).status, 201) << "88 KiB, of which 16 are free";
  EXPECT_EQ(send_hook(target, "s", 0).status, 503);
  EXPECT_EQ(read(first.token).status, 200);
}

}  // namespace
}  // namespace carillon::api
