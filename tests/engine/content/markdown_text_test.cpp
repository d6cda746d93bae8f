#include "engine/content/markdown_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "engine/content/channel_template.hpp"
#include "tests/engine/content/rendered.hpp"

namespace carillon::engine {
namespace {

struct stripped {
  std::string_view markdown;
  std::string_view text;
};

class markdown_text : public ::testing::TestWithParam<stripped> {};

TEST_P(markdown_text, loses_its_marks_and_nothing_else) {
  EXPECT_EQ(to_plain_text({std::string(GetParam().markdown), {}}).value(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    all, markdown_text,
    ::testing::Values(
        stripped{"", ""}, stripped{"plain text", "plain text"}, stripped{"They *ring*.", "They ring."},
        stripped{"**bold** and __bold__", "bold and bold"},
        stripped{"_one_ *two* ~~three~~", "one two three"}, stripped{"***both***", "both"},
        stripped{"2 * 3 * 4", "2 * 3 * 4"}, stripped{"snake_case_name", "snake_case_name"},
        stripped{"a * b", "a * b"}, stripped{"5* hotel", "5* hotel"},
        stripped{"[text](https://a.example/b)", "text"},
        stripped{"see [*the* docs](u) now", "see the docs now"}, stripped{"![alt](picture.png)", "alt"},
        stripped{"[not a link]", "[not a link]"}, stripped{"[open](no end", "[open](no end"},
        stripped{"a[0](1", "a[0](1"}, stripped{"# Title\ntext", "Title\ntext"}, stripped{"###### Six", "Six"},
        stripped{"####### Seven", "####### Seven"}, stripped{"#hashtag", "#hashtag"}, stripped{"# ", ""},
        stripped{"text\n\n>", "text"}, stripped{"> quoted\n> twice", "quoted\ntwice"},
        stripped{"use `code` here", "use code here"}, stripped{"``a ` b``", "a ` b"},
        stripped{"lone ` tick", "lone ` tick"},
        stripped{"```js\nlet *a* = 1\n```\nafter", "let *a* = 1\n\nafter"},
        stripped{R"(\*not emphasis\*)", "*not emphasis*"}, stripped{R"(C:\path)", R"(C:\path)"},
        stripped{"- one\n- two", "- one\n- two"}, stripped{"1. first", "1. first"},
        stripped{"3) c\n4) d\n\nafter", "3. c\n4. d\n\nafter"},
        stripped{"a\n- one\n  - two\n\n  b\n- three", "a\n- one\n  - two\nb\n- three"},
        stripped{"one\n\n\n\ntwo", "one\n\ntwo"}, stripped{"hard  \nbreak", "hard\nbreak"},
        stripped{"a\n\n---\n\nb", "a\n\nb"}, stripped{"a <b>c</b>", "a <b>c</b>"},
        stripped{"<div>\n*c*\n</div>", "<div>\n*c*\n</div>"}, stripped{"[a]\n\n[a]: /x", "a"},
        stripped{"caf\xc3\xa9 *cr\xc3\xa8me*", "caf\xc3\xa9 cr\xc3\xa8me"}, stripped{"\\", "\\"},
        stripped{"&lt;3 &amp; &hearts; &nosuch;", "<3 & \xe2\x99\xa5 &nosuch;"}, stripped{"**", "**"},
        stripped{"*", "- "}));

TEST(markdown_text, leaves_values_as_they_are) {
  const auto parsed = channel_template::parse("*{{ x }}*: [{{ x }}](/{{ x }})", channel::mobile_push);
  for (const char* value : {"2*3*4=24", "# 1 in the charts", "[JIRA-12](fixed) now", "a_b_c", "<3", "&amp;",
                            "1. x", "`code`", "C:\\*", "a  \nb", "> q", "~~s~~"}) {
    EXPECT_EQ(rendered(*parsed, {{"x", value}}).value(), std::string(value) + ": " + value);
  }
}

}  // namespace
}  // namespace carillon::engine
