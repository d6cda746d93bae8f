// What people see of it.
#include "sandbox/slack/slack_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

shown_message shown_with(const json& message) {
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.path = "/services/T/B/x";
  request.body = dump_json(message);
  request.with("content-type", "application/json");
  return shown_after(shared, request);
}

TEST(slack_view, shows_the_text_in_its_styles) {
  const auto shown = shown_with({{"text", "*Hello*\nthere"}});
  EXPECT_EQ(shown.as, look::chat);
  ASSERT_EQ(shown.blocks.size(), 2U);
  EXPECT_TRUE(shown.blocks[0].runs[0].is_bold);
  EXPECT_EQ(shown.title, "Hello");
}

TEST(slack_view, shows_blocks_in_place_of_the_text) {
  const json button{
      {"type", "button"}, {"text", {{"type", "plain_text"}, {"text", "Go"}}}, {"url", "https://x.example"}};
  const auto shown =
      shown_with({{"text", "fallback"},
                  {"blocks",
                   {{{"type", "header"}, {"text", {{"type", "plain_text"}, {"text", "*Head*"}}}},
                    {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "*b*"}}}},
                    {{"type", "divider"}},
                    {{"type", "actions"}, {"elements", {button}}}}}});
  ASSERT_EQ(shown.blocks.size(), 4U);
  EXPECT_EQ(shown.blocks[0].kind, block_kind::heading);
  EXPECT_EQ(words_of(shown.blocks[0]), "*Head*");
  EXPECT_TRUE(shown.blocks[1].runs[0].is_bold);
  EXPECT_EQ(shown.blocks[3].runs[0].link, "https://x.example");
}

}  // namespace
}  // namespace carillon::sandbox::testing
