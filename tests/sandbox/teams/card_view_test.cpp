// What people see of it.
#include "sandbox/teams/teams_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(card_view, shows_the_cards_texts_facts_and_buttons) {
  const json card{
      {"type", "AdaptiveCard"},
      {"body",
       {{{"type", "TextBlock"}, {"text", "Head"}, {"weight", "Bolder"}, {"size", "Medium"}},
        {{"type", "Container"}, {"items", {{{"type", "TextBlock"}, {"text", "**in** it"}}}}},
        {{"type", "FactSet"}, {"facts", {{{"title", "A"}, {"value", "1"}}}}}}},
      {"actions", {{{"type", "Action.OpenUrl"}, {"title", "Open"}, {"url", "https://x.example"}}}}};
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.path = "/workflows/one/two";
  request.body = dump_json(
      {{"attachments", {{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", card}}}}});
  const auto shown = shown_after(shared, request);
  EXPECT_EQ(shown.as, look::chat);
  ASSERT_EQ(shown.blocks.size(), 4U);
  EXPECT_EQ(shown.blocks[0].kind, block_kind::heading);
  EXPECT_EQ(shown.title, "Head");
  EXPECT_TRUE(shown.blocks[1].runs[0].is_bold);
  EXPECT_EQ(words_of(shown.blocks[2]), "A: 1");
  EXPECT_EQ(shown.blocks[3].kind, block_kind::buttons);
}

}  // namespace
}  // namespace carillon::sandbox::testing
