#include "providers/slack/request.hpp"

#include <gtest/gtest.h>

#include "providers/slack/account.hpp"
#include "providers/slack/traits.hpp"
#include "tests/providers/sample_item.hpp"

namespace carillon::providers::slack {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");
const json by_hook{{"webhook", {{"url", "https://hooks.slack.com/services/T0/B0/x?y=1"}}}};
const json by_bot{{"oauth", {{"channel_id", "C\"1"}, {"installation_id", "A-T"}}},
                  {"access_token", "xoxb-1"}};

std::shared_ptr<const account> opened() {
  return *open(sample());
}

result<net::wire_request> filled(const message& words, const json& details) {
  net::wire_request request;
  const item one = sample_item({.details = &details});
  const auto done = opened()->compose(words, noon)->fill({&one, 1}, "", noon, request);
  if (!done) return done.error();
  return request;
}

TEST(slack_request, a_hook_gets_the_documented_body_at_its_own_path) {
  const auto request = filled({.title = "A <b>", .content = "c", .action_url = "https://x.y"}, by_hook);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/services/T0/B0/x?y=1");
  EXPECT_EQ(*parse_json(request->body), (json{{"text", "*A &lt;b&gt;*\nc\nhttps://x.y"},
                                              {"delete_original", false},
                                              {"replace_original", false}}));
  const auto where = opened()->destination_of({.details = &by_hook});
  ASSERT_TRUE(where);
  EXPECT_EQ(where->url, "https://hooks.slack.com");
  EXPECT_TRUE(where->is_foreign);
}

TEST(slack_request, words_that_hold_marks_are_shown_as_they_are) {
  const auto request = filled({.title = " *T* ", .content = "<!channel> `c`\n> q"}, by_hook);
  const auto body = *parse_json(request->body);
  EXPECT_EQ(body["text"], "*T*\n&lt;!channel&gt; `c`\n&gt; q");
  EXPECT_EQ(body["mrkdwn"], false);
  const auto by_the_bot = *parse_json(filled({.title = "_T_"}, by_bot)->body);
  EXPECT_EQ(by_the_bot["text"], "_T_");
  EXPECT_EQ(by_the_bot["mrkdwn"], false);
  const auto arithmetic = *parse_json(filled({.content = "2*3*4=24 & more"}, by_hook)->body);
  EXPECT_EQ(arithmetic["text"], "2*3*4=24 &amp; more");
  EXPECT_FALSE(arithmetic.contains("mrkdwn"));
}

TEST(slack_request, what_a_template_made_is_markup_below_a_title_that_is_none) {
  const auto request =
      filled({.title = "_T_ <!here>", .content = "*b* <https://x|y>", .is_marked_up = true}, by_hook);
  const auto body = *parse_json(request->body);
  EXPECT_FALSE(body.contains("mrkdwn"));
  EXPECT_EQ(body["text"], "\u200b_\u200bT\u200b_\u200b &lt;!here&gt;\n*b* <https://x|y>");
}

TEST(slack_request, the_bot_writes_with_its_workspaces_token_and_the_deliverys_id) {
  const auto request = filled({.title = "T", .content = "c"}, by_bot);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/api/chat.postMessage");
  EXPECT_EQ(request->headers.front().value, "Bearer xoxb-1");
  const auto body = *parse_json(request->body);
  EXPECT_EQ(body["channel"], "C\"1");
  EXPECT_EQ(body["text"], "*T*\nc");
  EXPECT_EQ(body["client_msg_id"], "0190a5c0-0000-7000-8000-000000000002");
  EXPECT_EQ(opened()->serves({.details = &by_bot}), 0U);
  EXPECT_EQ(opened()->serves({.details = &by_hook}), account::own_origin);
}

TEST(slack_request, an_address_without_hook_or_token_is_not_served) {
  const json bare{{"oauth", {{"channel_id", "C1"}}}};
  EXPECT_FALSE(opened()->serves({.details = &bare}));
  EXPECT_FALSE(opened()->serves({}));
}

TEST(slack_request, a_token_that_could_break_out_of_its_header_is_not_sent) {
  const json broken{{"oauth", {{"channel_id", "C1"}}}, {"access_token", "xoxb\r\nx: y"}};
  EXPECT_FALSE(filled({.content = "c"}, broken));
}

TEST(slack_request, an_override_replaces_members_but_not_the_channel) {
  const auto request =
      filled({.content = "c", .provider_override = {{"text", "t"}, {"blocks", json::array()}}}, by_bot);
  ASSERT_TRUE(request);
  EXPECT_EQ((*parse_json(request->body))["text"], "t");
  EXPECT_FALSE(filled({.content = "c", .provider_override = {{"channel", "C2"}}}, by_bot));
}

TEST(slack_request, what_is_too_long_is_cut) {
  const message words{.title = "T", .content = std::string(50'000, 'x'), .is_cut_to_fit = true};
  ASSERT_TRUE(filled(words, by_hook));
  EXPECT_NE(opened()->compose(words, noon)->note().find("cut"), std::string_view::npos);
  const auto escaped = filled({.content = std::string(30'000, '&')}, by_hook);
  ASSERT_TRUE(escaped) << "what is escaped is longer than what is cut";
  EXPECT_GT(escaped->body.size(), 36'000U);
  EXPECT_EQ(filled({.content = std::string(50'000, 'x'), .is_cut_to_fit = false}, by_hook).error().code,
            errc::too_large);
}

TEST(slack_request, a_hook_over_plain_http_is_refused) {
  const json plain{{"webhook", {{"url", "http://hooks.slack.com/x"}}}};
  EXPECT_FALSE(opened()->destination_of({.details = &plain}));
}

}  // namespace
}  // namespace carillon::providers::slack
