#include "sandbox/slack/slack_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

class slack_desk_test : public ::testing::Test {
 protected:
  slack_desk_test() { desk_.read_credentials(json::array({json{{"token", "xoxb-1"}}})).value()(); }
  static request_builder posted(const std::string& path, const json& body) {
    request_builder made;
    made.path = path;
    made.body = body.dump();
    made.with("content-type", "application/json");
    return made;
  }
  static request_builder to_bot(const json& body, const std::string& token = "xoxb-1") {
    auto made = posted("/api/chat.postMessage", body);
    return made.with("authorization", "Bearer " + token);
  }
  verdict ask(request_builder request) {
    connection_record connection;
    const behaviour how;
    verdict made;
    desk_.judge(request.view(), {.connection = connection, .how = how, .now = noon}, made);
    return made;
  }
  std::string error_of(request_builder request) {
    return text_of(*parse_json(ask(request).reply.body), "error");
  }
  slack_desk desk_{true};
};

TEST_F(slack_desk_test, takes_a_message_of_a_bot_it_knows) {
  const auto made = ask(to_bot({{"channel", "C1"}, {"text", "hi"}, {"client_msg_id", "d-1"}}));
  EXPECT_EQ(made.reply.status, 200);
  EXPECT_EQ(parse_json(made.reply.body)->at("ok"), true);
  EXPECT_EQ(made.subject.token, "C1");
  EXPECT_EQ(made.subject.delivery_id, "d-1");
}

TEST_F(slack_desk_test, trades_a_refresh_token_once) {
  const json one{{"token", "xoxb-1"}, {"refresh_token", "xoxe-1"}};
  desk_.read_credentials(json::array({one})).value()();
  request_builder asked;
  asked.path = "/api/oauth.v2.access";
  asked.body = "grant_type=refresh_token&client_id=1.2&client_secret=s&refresh_token=xoxe-1";
  asked.with("content-type", "application/x-www-form-urlencoded");
  const auto given = *parse_json(ask(asked).reply.body);
  EXPECT_EQ(given["ok"], true);
  EXPECT_EQ(error_of(asked), "invalid_refresh_token");
  EXPECT_EQ(error_of(to_bot({{"channel", "C1"}, {"text", "hi"}})), "invalid_auth")
      << "the old token has ended";
  const auto token = text_of(given, "access_token");
  EXPECT_EQ(parse_json(ask(to_bot({{"channel", "C1"}, {"text", "hi"}}, token)).reply.body)->at("ok"), true);
}

TEST_F(slack_desk_test, says_what_is_wrong_inside_a_200) {
  EXPECT_EQ(error_of(to_bot({{"channel", "C1"}, {"text", "hi"}}, "xoxb-2")), "invalid_auth");
  EXPECT_EQ(error_of(posted("/api/chat.postMessage", {{"channel", "C1"}})), "not_authed");
  EXPECT_EQ(error_of(to_bot({{"text", "hi"}})), "channel_not_found");
  EXPECT_EQ(error_of(to_bot({{"channel", "C1"}})), "no_text");
  EXPECT_EQ(error_of(to_bot({{"channel", "C1"}, {"text", std::string(40'001, 'x')}})), "msg_too_long");
  EXPECT_EQ(ask(to_bot({{"text", "hi"}})).reply.status, 200);
}

TEST_F(slack_desk_test, takes_forms_as_the_official_client_sends_them) {
  request_builder form;
  form.path = "/api/chat.postMessage";
  form.body = "channel=C1&text=a+b&blocks=%5B%5D";
  form.with("content-type", "application/x-www-form-urlencoded").with("authorization", "Bearer xoxb-1");
  EXPECT_EQ(parse_json(ask(form).reply.body)->at("message").at("text"), "a b");
}

TEST_F(slack_desk_test, hooks_answer_in_words) {
  EXPECT_EQ(ask(posted("/services/T/B/x", {{"text", "hi"}})).reply.body, "ok");
  const auto empty = ask(posted("/services/T/B/x", json::object()));
  EXPECT_EQ(empty.reply.status, 400);
  EXPECT_EQ(empty.reply.body, "no_text");
  auto broken = posted("/services/T/B/x", json::object());
  broken.body = "{";
  EXPECT_EQ(ask(broken).reply.body, "invalid_payload");
}

TEST_F(slack_desk_test, a_limit_is_a_429_with_slacks_body) {
  const auto reply = desk_.refuse({.reason = "ratelimited"}, noon);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(text_of(*parse_json(reply.body), "error"), "ratelimited");
}

}  // namespace
}  // namespace carillon::sandbox::testing
