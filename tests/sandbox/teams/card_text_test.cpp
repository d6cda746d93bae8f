#include "sandbox/teams/card_text.hpp"

#include <gtest/gtest.h>

namespace carillon::sandbox::testing {
namespace {

TEST(card_text, reads_styles_links_and_items) {
  const auto blocks = read_card_text("**bold** and [here](https://x.example)\n\n- _item_");
  ASSERT_EQ(blocks.size(), 2U);
  ASSERT_EQ(blocks[0].runs.size(), 3U);
  EXPECT_TRUE(blocks[0].runs[0].is_bold);
  EXPECT_EQ(blocks[0].runs[2].text, "here");
  EXPECT_EQ(blocks[0].runs[2].link, "https://x.example");
  EXPECT_EQ(blocks[1].kind, block_kind::item);
  EXPECT_TRUE(blocks[1].runs[0].is_italic);
}

TEST(card_text, leaves_what_is_no_mark) {
  EXPECT_EQ(words_of(read_card_text("2 * 3 [x] (y) \\*z\\*")[0]), "2 * 3 [x] (y) *z*");
  EXPECT_EQ(words_of(read_card_text("**never closed")[0]), "**never closed");
}

}  // namespace
}  // namespace carillon::sandbox::testing
