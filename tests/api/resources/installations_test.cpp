#include <gtest/gtest.h>

#include "tests/api/server_fixture.hpp"
#include "tests/api/stand_in.hpp"

namespace carillon::api {
namespace {

// A pair made for tests and used nowhere.
const std::string vapid_point =
    "BAHQxjdTlmLFQrPUMpF6y24AH_uCQRdH6NWFheYtwWFX-Yxb_L8vlQZKowwS_07_QubH9BYZ6G1A7ZM_7cS_1vs";
const std::string vapid_scalar = "LmHF7xFai2FplnY9vqlXZH7IcLko1ucfOylTyVyiUjg";

const std::string client_secret(32, 's');

json slack_answer() {
  return {{"ok", true},
          {"access_token", "xoxb-CANARY"},
          {"token_type", "bot"},
          {"scope", "chat:write"},
          {"bot_user_id", "U0"},
          {"app_id", "A012"},
          {"team", {{"id", "T1"}, {"name", "Team"}}},
          {"enterprise", nullptr},
          {"is_enterprise_install", false},
          {"authed_user", {{"id", "U1"}, {"scope", nullptr}}}};
}

class installations_api : public api_test {
 protected:
  void adjust(config::settings& settings) override {
    settings.providers.origins["slack"] = slack.origin();
    settings.api.user_templates = templates;
  }
  void SetUp() override {
    api_test::SetUp();
    user = customer_token(first, "anna");
    other = customer_token(first, "bert");
  }
  void save_slack_app() {
    const json config = {{"app_id", "A012"},
                         {"client_id", "12.34"},
                         {"client_secret", client_secret},
                         {"signing_secret", std::string(32, 'g')}};
    ASSERT_EQ(put("/integrations/slack", first.token, config).status, 200);
  }
  std::string state_for(const std::string& token) {
    const auto answer = post("/integrations/slack/installations/start", token, {{"app_id", "A012"}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    const auto url = answer.parsed().value("auth_url", "");
    return url.substr(url.find("&state=") + 7);
  }
  /// With a state of this user's unless the body has one.
  test::http_answer finish(json body) {
    if (!body.contains("state")) body["state"] = state_for(user);
    return post("/integrations/slack/installations/finish", user, body);
  }

  stand_in slack;
  std::string templates = "allowed";
  std::string user, other;
};

const json own_look = {{"images", nullptr}, {"locale", "de"}, {"theme", nullptr}};

TEST_F(installations_api, show_each_user_its_own_inbox_else_the_projects_else_a_plain_one) {
  const std::string path = "/integrations/inbox/installations";
  const auto plain = post(path + "/start", user, json::object());
  EXPECT_EQ(plain.status, 201);
  EXPECT_EQ(plain.parsed(), json::parse(R"({"images":null,"locale":"en","theme":null})"));
  const json projects = {{"images", {{"emptyInboxUrl", "u"}}}, {"locale", "fr"}, {"theme", nullptr}};
  ASSERT_EQ(put("/integrations/inbox", first.token, projects).status, 200);
  EXPECT_EQ(send({.method = "POST", .target = "/v2" + path + "/start", .bearer = user, .body = ""}).parsed(),
            projects);
  EXPECT_EQ(post(path, user, own_look).status, 201);
  EXPECT_EQ(put(path, user, own_look).status, 200);
  EXPECT_EQ(post(path + "/start", user, json::object()).parsed(), own_look);
  EXPECT_EQ(post(path + "/start", other, json::object()).parsed(), projects);
  EXPECT_EQ(post(path, user, {{"locale", "de"}}).status, 422);
  EXPECT_EQ(post(path, first.token, own_look).status, 401);
}

TEST_F(installations_api, send_users_to_slack_with_a_state_of_their_own) {
  save_slack_app();
  const auto answer = post("/integrations/slack/installations/start", user,
                           {{"app_id", "A012"},
                            {"extra_scopes", {"im:write", "chat:write"}},
                            {"redirect_url", "https://a.example/b?c"}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["app_id"], "A012");
  EXPECT_EQ(answer.parsed()["scopes"], json({"chat:write", "channels:read", "groups:read", "im:write"}));
  const auto url = answer.parsed()["auth_url"].get<std::string>();
  EXPECT_TRUE(url.starts_with(slack.origin() + "/oauth/v2/authorize?client_id=12.34&scope=chat%3Awrite%2C"));
  EXPECT_NE(url.find("&redirect_uri=https%3A%2F%2Fa.example%2Fb%3Fc&state="), std::string::npos);
  const auto state = url.substr(url.find("&state=") + 7);
  slack.say(200, dump_json(slack_answer()));
  const auto stolen = post("/integrations/slack/installations/finish", other,
                           {{"app_id", "A012"}, {"code", "c"}, {"state", state}});
  EXPECT_EQ(stolen.status, 422);
  EXPECT_EQ(stolen.message(), "Param 'state' should be the state this user was given lately, unused");
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 201);
}

TEST_F(installations_api, finish_at_slack_with_a_state_and_use_it_once) {
  save_slack_app();
  slack.say(200, dump_json(slack_answer()));
  const auto without =
      post("/integrations/slack/installations/finish", user, {{"app_id", "A012"}, {"code", "c"}});
  EXPECT_EQ(without.status, 422);
  EXPECT_NE(without.message().find("state"), std::string::npos) << without.message();
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", ""}}).status, 422);
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", nullptr}}).status, 422);
  EXPECT_EQ(slack.asked().size(), 0U) << "Slack is asked nothing before";

  const auto state = state_for(user);
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 201);
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 422);
  EXPECT_EQ(slack.asked().size(), 1U);
  const auto used = call({"KEYS", "*:uo:*"}).elements;
  ASSERT_EQ(used.size(), 1U);
  EXPECT_GT(call({"TTL", used[0].text}).integer, 0);
}

/// The contract's clients have no field for it.
TEST_F(installations_api, finish_without_a_state_what_the_same_user_began_lately_and_once) {
  save_slack_app();
  slack.say(200, dump_json(slack_answer()));
  const json granted = {{"app_id", "A012"}, {"code", "c"}};
  const std::string path = "/integrations/slack/installations/finish";
  state_for(user);
  EXPECT_EQ(post(path, other, granted).status, 422) << "it was somebody else's start";
  EXPECT_EQ(post(path, user, granted).status, 201);
  EXPECT_EQ(post(path, user, granted).status, 422);
  EXPECT_EQ(slack.asked().size(), 1U);
}

TEST_F(installations_api, may_use_a_state_again_when_slack_could_not_be_asked) {
  save_slack_app();
  const auto state = state_for(user);
  slack.say(500, "");
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 503);
  slack.say(200, dump_json(slack_answer()));
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 201);
}

TEST_F(installations_api, take_no_state_whose_token_is_gone) {
  save_slack_app();
  slack.say(200, dump_json(slack_answer()));
  const auto made = post("/jwt/user", first.token, {{"external_id", "anna"}}).parsed();
  const auto state = state_for(made["token"]);
  ASSERT_EQ(remove("/jwt/user/" + made["token_id"].get<std::string>(), first.token).status, 200);
  EXPECT_EQ(finish({{"app_id", "A012"}, {"code", "c"}, {"state", state}}).status, 422);
}

TEST_F(installations_api, start_with_an_app_of_the_project_only) {
  const std::string path = "/integrations/slack/installations/start";
  EXPECT_EQ(post(path, user, {{"app_id", "A012"}}).message(),
            "Param 'app_id' should be the app of a slack integration");
  save_slack_app();
  EXPECT_EQ(post(path, user, {{"app_id", "A013"}}).status, 422);
  EXPECT_EQ(post(path, user, {{"app_id", "A012"}, {"unknown", 1}}).status, 422);
  EXPECT_EQ(post(path, user, {{"app_id", "A012"}, {"auth_url", "https://evil.example/oauth"}}).message(),
            "Param 'auth_url' should be at Slack");
  EXPECT_EQ(post(path, user, {{"app_id", "A012"}, {"auth_url", "https://team.slack.com/oauth/v2/authorize"}})
                .status,
            201);
}

TEST_F(installations_api, exchange_slacks_code_and_keep_the_tokens_sealed) {
  save_slack_app();
  slack.say(200, dump_json(slack_answer()));
  const auto answer =
      finish({{"app_id", "A012"}, {"code", "the code"}, {"redirect_url", "https://a.example"}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed(), json::parse(R"({"access_token":"xoxb-CANARY","app_id":"A012",
      "authed_user":{"id":"U1"},"bot_user_id":"U0","is_enterprise_install":false,"scope":"chat:write",
      "team":{"id":"T1","name":"Team"},"token_type":"bot"})"));
  const auto asked = slack.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].path, "/api/oauth.v2.access");
  EXPECT_EQ(asked[0].body, "client_id=12.34&client_secret=" + client_secret +
                               "&code=the%20code&redirect_uri=https%3A%2F%2Fa.example");
  for (const auto& key : call({"KEYS", "*"}).elements) {
    const auto dump = call({"DUMP", key.text}).text;
    EXPECT_EQ(dump.find("CANARY"), std::string::npos) << key.text;
  }
  const auto user_id = get("/users?query=anna", first.token).parsed()["data"][0]["id"].get<std::string>();
  EXPECT_EQ(call({"KEYS", "*:is:*"}).elements.size(), 1U);
  EXPECT_EQ(remove("/users/" + user_id, first.token).status, 204);
  EXPECT_EQ(call({"KEYS", "*:is:*"}).elements.size(), 0U);
}

TEST_F(installations_api, tell_what_slack_objects_to) {
  save_slack_app();
  const json body = {{"app_id", "A012"}, {"code", "c"}};
  slack.say(200, R"({"ok":false,"error":"invalid_code"})");
  const auto refused = finish(body);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.message(), "Slack refused the code: invalid_code");
  EXPECT_EQ(refused.code(), "invalid_code");
  slack.say(200, R"({"ok":false,"error":"<script>"})");
  EXPECT_EQ(finish(body).message(), "Slack refused the code: unknown_error");
  for (const auto& [status, text] :
       {std::pair(500, "{}"), std::pair(429, "{}"), std::pair(200, "no json"),
        std::pair(200, R"({"ok":true})"), std::pair(200, R"({"ok":false,"error":"internal_error"})")}) {
    slack.say(status, text);
    EXPECT_EQ(finish(body).status, 503) << status << text;
  }
  auto another = slack_answer();
  another["app_id"] = "A999";
  slack.say(200, dump_json(another));
  EXPECT_EQ(finish(body).status, 422);
  EXPECT_EQ(finish({{"app_id", "A012"}}).message(), "Param 'code' is missing");
  EXPECT_TRUE(call({"KEYS", "*:is:*"}).elements.empty());
}

TEST_F(installations_api, save_slack_tokens_got_elsewhere) {
  auto one = slack_answer();
  one.erase("ok");
  const std::string path = "/integrations/slack/installations";
  EXPECT_EQ(post(path, user, one).status, 201);
  EXPECT_EQ(put(path, user, one).status, 200);
  auto without = one;
  without.erase("team");
  EXPECT_EQ(put(path, user, without).message(), "Param 'team' is missing");
  one["incoming_webhook"] = {
      {"channel", "c"}, {"configuration_url", "https://a.slack.com/x"}, {"url", "https://10.0.0.1/x"}};
  EXPECT_EQ(put(path, user, one).message(),
            "Param 'incoming_webhook.url' should not lead to a private or local address");
}

TEST_F(installations_api, save_templates) {
  const std::string path = "/integrations/templates/installations";
  const json body = {{"channel", "email"}, {"text", "Hi {{ notification.title }}"}, {"category", nullptr}};
  const auto saved = post(path, user, body);
  EXPECT_EQ(saved.status, 201) << saved.body;
  EXPECT_EQ(saved.parsed(), body);
  EXPECT_TRUE(post(path, user, {{"channel", "fax"}, {"text", "x"}}).message().starts_with("Param 'channel'"));
  EXPECT_EQ(post(path, user, {{"channel", "email"}}).message(), "Param 'text' is missing");
  EXPECT_TRUE(post(path, user, {{"channel", "email"}, {"text", "{% if %}"}})
                  .message()
                  .starts_with("Param 'text' should be a valid template"));
}

TEST_F(installations_api, bound_the_templates_of_a_user) {
  const std::string path = "/integrations/templates/installations";
  EXPECT_EQ(post(path, user, {{"channel", "email"}, {"text", std::string(65'537, 'x')}}).status, 422);
  const std::string wide = "\xe2\x82\xac";  // three bytes, one character
  std::string text;
  while (text.size() < 65'536) text += wide;
  EXPECT_EQ(post(path, user, {{"channel", "email"}, {"text", text}}).message(),
            "Param 'text' should be at most 65536 bytes long");
  const auto save = [&](const std::string& who, int number) {
    return post(path, who, {{"channel", "sms"}, {"category", "c" + std::to_string(number)}, {"text", "x"}});
  };
  for (int number = 0; number < 50; ++number) ASSERT_EQ(save(user, number).status, 201);
  const auto refused = save(user, 50);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.message(), "a user may have 50 templates, of 1048576 bytes together");
  EXPECT_EQ(save(user, 49).status, 201);
  EXPECT_EQ(save(other, 50).status, 201);
}

TEST(templates, are_the_projects_own_by_default) {
  EXPECT_EQ(config::settings().api.user_templates, "forbidden");
}

class templates_forbidden : public installations_api {
 protected:
  templates_forbidden() { templates = "forbidden"; }
};

TEST_F(templates_forbidden, refuse_users) {
  const auto refused =
      post("/integrations/templates/installations", user, {{"channel", "email"}, {"text", "x"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.message().find("api.user_templates"), std::string::npos);
}

TEST_F(installations_api, save_a_browsers_subscription_as_a_token) {
  const json body = {{"endpoint", "https://push.example.com/abc"},
                     {"keys", {{"auth", "a"}, {"p256dh", "b"}}}};
  const std::string path = "/integrations/web_push/installations";
  const auto saved = post(path, user, body);
  EXPECT_EQ(saved.status, 201) << saved.body;
  EXPECT_EQ(saved.parsed()["endpoint"], body["endpoint"]);
  EXPECT_EQ(put(path, user, body).status, 200);
  const auto listed = get("/channels/web_push/tokens", user).parsed()["data"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], saved.parsed()["id"]);
}

TEST_F(installations_api, hand_out_what_a_browser_needs) {
  const std::string path = "/integrations/web_push/installations/start";
  EXPECT_EQ(post(path, user, json::object()).status, 404);
  ASSERT_EQ(
      put("/integrations/web_push", first.token, {{"public_key", vapid_point}, {"private_key", vapid_scalar}})
          .status,
      200);
  const auto answer = post(path, user, json::object());
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["public_key"], vapid_point);
  const auto token = answer.parsed()["auth_token"].get<std::string>();
  EXPECT_EQ(get("/channels/mobile_push/apns/tokens", token).status, 200);
  const auto claims = parse_jws(token)->claims;
  EXPECT_EQ(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>(), 600);
  EXPECT_EQ(claims["user_external_id"], "anna");
}

}  // namespace
}  // namespace carillon::api
