#include <gmock/gmock.h>

#include "providers/twilio/callback.hpp"
#include "store/callback_token.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

constexpr std::string_view public_url = "https://bells.example";

class status_callbacks : public api_test {
 protected:
  void adjust(config::settings& settings) override { settings.api.public_url = public_url; }
  void SetUp() override {
    api_test::SetUp();
    save({});
  }
  void save(const json& more) {
    json config{{"account_sid", "AC1"}, {"api_key", "SK1"}, {"api_secret", "s"}, {"from", "+1555"}};
    for (const auto& [name, value] : more.items()) config[name] = value;
    ASSERT_EQ(put("/integrations/twilio", first.token, config).status, 200);
  }
  std::string path() {
    const store::callback_tokens tokens(keys().derive(store::callback_tokens::purpose));
    return "/v2/callbacks/" + tokens.make({.project = first.project.id,
                                           .user = user_id::make(now()),
                                           .notification = notification,
                                           .delivery = delivery,
                                           .over = channel::sms,
                                           .via = provider::twilio});
  }
  test::http_answer tell(const std::string& to, const std::string& form, const std::string& signature = "") {
    test::http_call call{.method = "POST", .target = to, .body = form};
    call.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    if (!signature.empty()) call.headers.emplace_back("x-twilio-signature", signature);
    return send(call);
  }
  std::vector<json> told() {
    std::vector<json> all;
    const auto listed = get("/events", first.token).parsed();
    for (const auto& row : listed["data"]) {
      if (row["type"].get<std::string>().starts_with("delivery.")) all.push_back(row);
    }
    return all;
  }

  const notification_id notification = notification_id::make(now());
  const delivery_id delivery = delivery_id::make(now());
};

TEST_F(status_callbacks, become_events_of_the_delivery_once_each) {
  const auto to = path();
  for (int each = 0; each < 2; ++each) EXPECT_EQ(tell(to, "MessageSid=SM1&MessageStatus=sent").status, 204);
  EXPECT_EQ(tell(to, "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005").status, 204);
  const auto all = told();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["type"], "delivery.undelivered");
  EXPECT_EQ(all[0]["context"]["reason"], "30005");
  EXPECT_EQ(all[1]["type"], "delivery.status");
  EXPECT_EQ(all[1]["context"]["status"], "sent");
  EXPECT_EQ(all[1]["context"]["provider_id"], "SM1");
  EXPECT_EQ(all[1]["context"]["delivery_id"], delivery.to_string());
  EXPECT_EQ(all[1]["context"]["notification_id"], notification.to_string());
}

TEST_F(status_callbacks, want_the_providers_signature_where_the_integration_names_its_key) {
  save({{"auth_token", "12345"}});
  const auto to = path();
  const std::string form = "MessageSid=SM1&MessageStatus=delivered";
  EXPECT_EQ(tell(to, form).status, 401);
  EXPECT_EQ(tell(to, form, "bm90IGl0cyBzaWduYXR1cmU=").status, 401);
  EXPECT_TRUE(told().empty());
  const auto signature = *providers::twilio::sign_callback("12345", std::string(public_url) + to, form);
  EXPECT_EQ(tell(to, form, signature).status, 204);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(status_callbacks, are_refused_without_a_token_of_ours) {
  EXPECT_EQ(tell("/v2/callbacks/AAAA", "MessageStatus=sent").status, 404);
  auto forged = path();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  forged[40] = forged[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(tell(forged, "MessageStatus=sent").status, 404);
  EXPECT_EQ(tell(path(), "nothing").status, 400);
  EXPECT_EQ(send({.method = "GET", .target = path()}).status, 405);
  EXPECT_TRUE(told().empty());
}

TEST_F(status_callbacks, are_nobodys_once_the_integration_is_gone) {
  const auto to = path();
  ASSERT_EQ(remove("/integrations/twilio", first.token).status, 204);
  EXPECT_EQ(tell(to, "MessageStatus=sent").status, 404);
}

}  // namespace
}  // namespace carillon::api
