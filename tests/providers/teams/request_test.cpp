#include "providers/teams/request.hpp"

#include <gtest/gtest.h>

#include "providers/teams/account.hpp"
#include "tests/providers/sample_item.hpp"

namespace carillon::providers::teams {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");
const json hook{
    {"webhook", {{"url", "https://prod-1.logic.azure.com:443/workflows/x?sp=%2Ftriggers&sig=a%2Bb"}}}};

result<net::wire_request> filled(const message& words, const json& details = hook) {
  net::wire_request request;
  const item one = sample_item({.details = &details});
  const auto done = (*open(nullptr))->compose(words, noon)->fill({&one, 1}, "", noon, request);
  if (!done) return done.error();
  return request;
}

TEST(teams_request, the_hooks_query_stays_as_it_is_byte_by_byte) {
  EXPECT_EQ(filled({.content = "c"})->path, "/workflows/x?sp=%2Ftriggers&sig=a%2Bb");
  EXPECT_EQ((*open(nullptr))->destination_of({.details = &hook})->url, "https://prod-1.logic.azure.com");
}

TEST(teams_request, posts_an_adaptive_card_with_a_button_for_the_link) {
  const auto body = *parse_json(filled({.title = "T", .content = "c", .action_url = "https://x.y"})->body);
  EXPECT_EQ(body["type"], "message");
  const auto& card = body["attachments"][0]["content"];
  EXPECT_EQ(body["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
  EXPECT_EQ(card["body"][0]["text"], "T");
  EXPECT_EQ(card["body"][1]["text"], "c");
  EXPECT_EQ(card["actions"][0]["url"], "https://x.y");
}

TEST(teams_request, what_a_broadcast_says_is_shown_as_it_is_written) {
  const auto body = *parse_json(filled({.title = "*2* [x](y)", .content = "# 1\n2*3*4=24"})->body);
  const auto& card = body["attachments"][0]["content"];
  EXPECT_EQ(card["body"][0]["text"], R"(\*2\* \[x\](y))");
  EXPECT_EQ(card["body"][1]["text"], "\\# 1\n\n2\\*3\\*4=24");
}

TEST(teams_request, what_a_template_made_is_markdown) {
  const auto body = *parse_json(filled({.title = "T", .content = "**b**\n- x", .is_marked_up = true})->body);
  EXPECT_EQ(body["attachments"][0]["content"]["body"][1]["text"], "**b**\n- x");
}

TEST(teams_request, an_override_replaces_members) {
  const auto body =
      *parse_json(filled({.content = "c", .provider_override = {{"attachments", json::array()}}})->body);
  EXPECT_EQ(body["attachments"], json::array());
}

TEST(teams_request, a_card_too_large_is_cut_or_refused) {
  const std::string content(40'000, '"');
  const auto cut = filled({.content = content, .is_cut_to_fit = true});
  ASSERT_TRUE(cut);
  EXPECT_LE(cut->body.size(), largest_card);
  EXPECT_GT(cut->body.size(), largest_card * 9 / 10);
  const auto starry = filled({.content = std::string(40'000, '*'), .is_cut_to_fit = true});
  ASSERT_TRUE(starry) << "what is escaped is longer than what is cut";
  EXPECT_LE(starry->body.size(), largest_card);
  EXPECT_GT(starry->body.size(), largest_card * 8 / 10);
  EXPECT_EQ(filled({.content = content, .is_cut_to_fit = false}).error().code, errc::too_large);
}

TEST(teams_request, an_address_without_a_hook_is_not_served) {
  const json none{{"webhook", json::object()}};
  EXPECT_FALSE((*open(nullptr))->serves({.details = &none}));
}

}  // namespace
}  // namespace carillon::providers::teams
