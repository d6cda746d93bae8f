#include "engine/markdown_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace carillon::engine {
namespace {

struct stripped {
  std::string_view markdown;
  std::string_view text;
};

class markdown_text : public ::testing::TestWithParam<stripped> {};

TEST_P(markdown_text, loses_its_marks_and_nothing_else) {
  EXPECT_EQ(strip_markdown(GetParam().markdown), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    all, markdown_text,
    ::testing::Values(
        stripped{"", ""}, stripped{"plain text", "plain text"}, stripped{"They *ring*.", "They ring."},
        stripped{"**bold** and __bold__", "bold and bold"},
        stripped{"_one_ *two* ~~three~~", "one two three"}, stripped{"***both***", "both"},
        stripped{"2 * 3 * 4", "2 * 3 * 4"}, stripped{"snake_case_name", "snake_case_name"},
        stripped{"a * b", "a * b"}, stripped{"5* hotel", "5* hotel"}, stripped{"~5 minutes~", "~5 minutes~"},
        stripped{"[text](https://a.example/b)", "text"},
        stripped{"see [*the* docs](u) now", "see the docs now"}, stripped{"![alt](picture.png)", "alt"},
        stripped{"[not a link]", "[not a link]"}, stripped{"[open](no end", "[open](no end"},
        stripped{"a[0](1", "a[0](1"}, stripped{"# Title\ntext", "Title\ntext"}, stripped{"###### Six", "Six"},
        stripped{"####### Seven", "####### Seven"}, stripped{"#hashtag", "#hashtag"}, stripped{"# ", ""},
        stripped{"text\n>", "text\n"}, stripped{"> quoted\n> twice", "quoted\ntwice"},
        stripped{"use `code` here", "use code here"}, stripped{"``a ` b``", "a ` b"},
        stripped{"lone ` tick", "lone ` tick"},
        stripped{"```js\nlet *a* = 1\n```\nafter", "let *a* = 1\nafter"},
        stripped{R"(\*not emphasis\*)", "*not emphasis*"}, stripped{R"(C:\path)", R"(C:\path)"},
        stripped{"- one\n- two", "- one\n- two"}, stripped{"1. first", "1. first"},
        stripped{"caf\xc3\xa9 *cr\xc3\xa8me*", "caf\xc3\xa9 cr\xc3\xa8me"}, stripped{"\\", "\\"},
        stripped{"**", "**"}, stripped{"*", "*"}));

TEST(markdown_text_limits, takes_time_in_proportion_to_hostile_text) {
  for (const auto piece : {"[", "*a", "`", "![", "_", "[a](", "~~a"}) {
    std::string hostile;
    while (hostile.size() < 200'000) hostile += piece;
    EXPECT_LE(strip_markdown(hostile).size(), hostile.size());
  }
}

}  // namespace
}  // namespace carillon::engine
