// The tables of providers.md 9.
#include <gtest/gtest.h>

#include "providers/slack/answers.hpp"
#include "providers/slack/request.hpp"

namespace carillon::providers::slack {
namespace {

using enum answer_class;

net::wire_response bot(std::string_view error, int status = 200) {
  return {.status = status, .body = R"({"ok":false,"error":")" + std::string(error) + R"("})"};
}

TEST(slack_response, every_row_is_found_by_its_word) {
  for (std::size_t row = 0; row < answers().size(); ++row) {
    const auto& expected = answers()[row];
    const auto told = read_bot(bot(expected.reason), now());
    EXPECT_EQ(told.meaning, expected.meaning) << expected.reason;
    EXPECT_EQ(told.reason, expected.meaning == ok ? 0 : row + 1) << expected.reason;
    EXPECT_EQ(told.scope, expected.scope) << expected.reason;
  }
}

TEST(slack_response, a_message_taken_has_its_timestamp_for_an_id) {
  const auto told = read_bot({.status = 200, .body = R"({"ok":true,"channel":"C1","ts":"1.2"})"}, now());
  EXPECT_EQ(told.meaning, ok);
  EXPECT_EQ(told.remote_id, "1.2");
}

TEST(slack_response, what_slack_saw_before_is_not_sent_again) {
  EXPECT_EQ(read_bot(bot("duplicate_message_not_found"), now()).meaning, ok);
}

TEST(slack_response, what_one_workspace_refuses_is_not_the_integrations) {
  for (const auto* word : {"invalid_auth", "token_revoked", "missing_scope", "not_in_channel"}) {
    const auto told = read_bot(bot(word), now());
    EXPECT_EQ(told.meaning, config) << word;
    EXPECT_EQ(told.scope, throttle_scope::address) << word;
  }
}

TEST(slack_response, an_unknown_word_fails_the_message) {
  const auto told = read_bot(bot("something_new"), now());
  EXPECT_EQ(told.meaning, payload);
  EXPECT_EQ(told.reason, 0xffff);
  EXPECT_EQ(told.text, "something_new");
}

TEST(slack_response, html_and_silence_are_doubtful) {
  EXPECT_EQ(read_bot({.status = 200, .body = "<html>"}, now()).meaning, ambiguous);
  EXPECT_EQ(read_bot({.status = 503, .body = "<html>"}, now()).meaning, ambiguous);
  EXPECT_EQ(read_bot({.status = 200, .body = "[]"}, now()).meaning, ambiguous);
}

TEST(slack_response, a_limit_holds_up_its_channel_for_as_long_as_it_says) {
  auto response = bot("ratelimited", 429);
  response.retry_after = "30";
  const auto told = read_bot(response, now());
  EXPECT_EQ(told.meaning, retry_after);
  EXPECT_EQ(told.wait, std::chrono::seconds(30));
  EXPECT_EQ(told.scope, throttle_scope::address);
}

struct hook_case {
  int status;
  const char* body;
  answer_class meaning;
};

TEST(slack_response, hooks_answer_in_plain_words) {
  for (const auto& each : {hook_case{200, "ok", ok},
                           {400, "invalid_payload", payload},
                           {400, "no_text", payload},
                           {400, "user_not_found", dead},
                           {403, "action_prohibited", config},
                           {403, "posting_to_general_channel_denied", config},
                           {403, "invalid_token", dead},
                           {404, "channel_not_found", dead},
                           {404, "no_service", dead},
                           {404, "<html>not here</html>", dead},
                           {403, "team_disabled", config},
                           {410, "channel_is_archived", dead},
                           {405, "", config},
                           {429, "anything", retry_after},
                           {500, "rollup_error", retry},
                           {502, "<html>", ambiguous},
                           {200, "<html>", ambiguous},
                           {302, "", config}}) {
    const auto told = read_hook({.status = each.status, .body = each.body}, now());
    EXPECT_EQ(told.meaning, each.meaning) << each.status << ' ' << each.body;
    if (each.meaning == config) EXPECT_EQ(told.scope, throttle_scope::address);
  }
}

}  // namespace
}  // namespace carillon::providers::slack
