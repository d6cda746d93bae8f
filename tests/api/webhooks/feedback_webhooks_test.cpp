// Mailgun's callbacks through the front door: whose delivery they tell of, and what becomes of its address.
#include <gmock/gmock.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "queue/derived_ids.hpp"
#include "store/canonical_email.hpp"
#include "store/device_token.hpp"
#include "store/recipients.hpp"
#include "store/suppression.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class feedback_webhooks : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    const json config{{"api_key", "k"},
                      {"domain", "mg.example.com"},
                      {"region", "eu"},
                      {"webhook_signing_key", "hook-key"}};
    const auto saved = put("/integrations/mailgun", first.token, config);
    ASSERT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(saved.body.find("hook-key"), std::string::npos);
    path = "/integrations/mailgun/webhooks/incoming/" + saved.parsed()["id"].get<std::string>();
    send_mail(first, "Zoe@Example.net");
  }

  /// As an accepted broadcast has it: nothing needs to have been sent.
  void send_mail(const tenant& by, const std::string& address) {
    const auto made = post("/users", by.token, {{"email", address}}).parsed();
    const auto broadcast =
        post("/broadcasts", by.token, {{"title", "T"}, {"recipients", json::array({{{"email", address}}})}})
            .parsed();
    const queue::keys names("c:");
    store::users users(client(), names, keys());
    const auto user = run(users.find(by.project.id, *user_id::parse(made["id"].get<std::string>()))).value();
    const store::user_ref who{user.id, queue::partition_of(by.project.id, user.id), user.number};
    notification = store::notification_of(*broadcast_id::parse(broadcast["id"].get<std::string>()), who);
    const auto hash = store::token_hash(store::canonical_email(address));
    delivery = queue::to_delivery_id(notification, channel::email, hash);
  }

  json event(json changes = json::object()) const {
    json out{{"event", "failed"},
             {"severity", "permanent"},
             {"reason", "bounce"},
             {"recipient", "zoe@example.net"},
             {"delivery-status", {{"code", 550}, {"message", "no such user"}}},
             {"user-variables", {{"nid", notification.to_string()}, {"did", delivery.to_string()}}}};
    out.merge_patch(changes);
    return out;
  }
  test::http_answer tell(const json& what, const std::string& token = "t1",
                         const std::string& key = "hook-key") {
    const auto moment = std::to_string(to_unix_ms(now()) / 1000);
    const auto mac = hex_encode(as_text(hmac_sha256(key, {moment, token})));
    return post(
        path, {},
        {{"signature", {{"timestamp", moment}, {"token", token}, {"signature", mac}}}, {"event-data", what}});
  }
  json suppressed(const tenant& of) { return get("/suppressions", of.token).parsed()["data"]; }
  std::vector<std::string> event_types() {
    std::vector<std::string> out;
    const auto page = get("/events", first.token).parsed();
    for (const auto& each : page.at("data")) out.push_back(each["type"]);
    return out;
  }

  std::string path;
  notification_id notification;
  delivery_id delivery;
};

TEST_F(feedback_webhooks, make_a_bounce_an_event_of_its_delivery_and_suppress_its_address) {
  EXPECT_EQ(tell(event()).status, 200);
  const auto list = suppressed(first);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["email"], "zoe@example.net");
  EXPECT_EQ(list[0]["reason"], "bounce");
  EXPECT_EQ(list[0]["source"], "mailgun");
  EXPECT_EQ(list[0]["note"], "550 no such user");
  EXPECT_EQ(list[0]["delivery_id"], delivery.to_string());
  const auto page = get("/events", first.token).parsed();
  for (const auto& each : page.at("data")) {
    if (each["type"] != "delivery.bounced") continue;
    EXPECT_EQ(each["context"]["delivery_id"], delivery.to_string());
    EXPECT_EQ(each["context"]["notification_id"], notification.to_string());
    EXPECT_EQ(each["context"]["reason"], "550 no such user");
    EXPECT_EQ(each["context"]["provider"], "mailgun");
  }
  EXPECT_THAT(event_types(), testing::IsSupersetOf({"delivery.bounced", "suppression.added"}));
}

TEST_F(feedback_webhooks, take_the_same_once) {
  EXPECT_EQ(tell(event()).status, 200);
  const auto before = event_types();
  EXPECT_EQ(tell(event()).status, 200);
  // Its signature covers no event: with another one it is still used up.
  EXPECT_EQ(tell(event({{"event", "complained"}})).status, 200);
  EXPECT_EQ(event_types(), before);
  EXPECT_EQ(tell(event({{"event", "complained"}}), "t2").status, 200);
  EXPECT_EQ(suppressed(first)[0]["reason"], "complaint");
}

TEST_F(feedback_webhooks, leave_an_address_that_may_do_another_time) {
  EXPECT_EQ(tell(event({{"reason", "generic"}})).status, 200);
  EXPECT_TRUE(suppressed(first).empty());
  EXPECT_THAT(event_types(), testing::Contains("delivery.bounced"));
}

TEST_F(feedback_webhooks, suppress_for_a_while_what_came_back_for_a_week) {
  const queue::keys names("c:");
  const auto address = store::suppression_id_of(first.project.id, "zoe@example.net");
  const auto week_ago = std::to_string(to_unix_ms(now() - std::chrono::hours(8 * 24)));
  call({"HSET", names.soft_bounces(first.project.id, address.value), "n", "3", "first", week_ago, "by",
        "another"});
  EXPECT_EQ(tell(event({{"reason", "generic"}})).status, 200);
  const auto list = suppressed(first);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["reason"], "soft");
  EXPECT_TRUE(list[0]["expires_at"].is_string());
}

TEST_F(feedback_webhooks, forget_what_came_back_when_a_mail_arrives) {
  EXPECT_EQ(tell(event({{"reason", "generic"}})).status, 200);
  EXPECT_EQ(call({"KEYS", "*:sb:*"}).elements.size(), 1U);
  const auto before = event_types();
  EXPECT_EQ(tell(event({{"event", "delivered"}}), "t2").status, 200);
  EXPECT_TRUE(call({"KEYS", "*:sb:*"}).elements.empty());
  EXPECT_EQ(event_types(), before) << "what arrives is no event";
}

TEST_F(feedback_webhooks, suppress_nobody_while_a_flood_of_mail_comes_back) {
  const auto address = [](int number) { return "p" + std::to_string(number) + "@example.net"; };
  std::vector<json> returned;
  for (int number = 0; number < 60; ++number) {
    send_mail(first, address(number));
    returned.push_back(event({{"recipient", address(number)}}));
  }
  const auto tell_of = [&](std::size_t number) {
    EXPECT_EQ(tell(returned[number], "flood-" + std::to_string(number)).status, 200);
  };
  for (std::size_t number = 0; number < 12; ++number) tell_of(number);
  EXPECT_EQ(suppressed(first).size(), 12U) << "a fifth of 61 broadcasts";
  post("/suppressions", first.token, {{"email", "by-hand@example.net"}});
  tell_of(12);
  const auto left = suppressed(first);
  ASSERT_EQ(left.size(), 1U) << "what the flood put there is taken back";
  EXPECT_EQ(left[0]["email"], "by-hand@example.net");
  tell_of(13);
  EXPECT_EQ(suppressed(first).size(), 1U);
  const auto events = event_types();
  EXPECT_EQ(std::ranges::count(events, "suppression.held"), 1);
  EXPECT_EQ(std::ranges::count(events, "delivery.bounced"), 14) << "they are told all the same";
}

TEST_F(feedback_webhooks, pass_over_what_is_of_no_delivery_of_the_project) {
  const auto before = event_types();
  EXPECT_EQ(tell(event({{"recipient", "ada@example.net"}}), "t1").status, 200);
  auto other = event();
  other["user-variables"]["did"] = delivery_id::make(now()).to_string();
  EXPECT_EQ(tell(other, "t2").status, 200);
  send_mail(second, "zoe@example.net");
  EXPECT_EQ(tell(event(), "t3").status, 200);
  EXPECT_TRUE(suppressed(first).empty());
  EXPECT_TRUE(suppressed(second).empty());
  EXPECT_EQ(event_types(), before);
}

TEST_F(feedback_webhooks, refuse_what_is_not_signed_and_tell_so) {
  EXPECT_EQ(tell(event(), "t1", "other").status, 401);
  EXPECT_EQ(post(path, {}, json::object()).status, 401);
  EXPECT_EQ(
      post("/integrations/mailgun/webhooks/incoming/" + integration_id::make(now()).to_string(), {}, event())
          .status,
      404);
  EXPECT_TRUE(suppressed(first).empty());
  EXPECT_THAT(event_types(), testing::Contains("integration.webhook.rejected"));
}

}  // namespace
}  // namespace carillon::api
