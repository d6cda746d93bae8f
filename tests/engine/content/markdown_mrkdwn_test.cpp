#include "engine/content/markdown_mrkdwn.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "engine/content/channel_template.hpp"
#include "tests/engine/content/rendered.hpp"

namespace carillon::engine {
namespace {

struct translated {
  std::string_view markdown, mrkdwn;
};

class markdown_mrkdwn : public ::testing::TestWithParam<translated> {};

TEST_P(markdown_mrkdwn, says_the_same_in_the_other_markup) {
  EXPECT_EQ(to_mrkdwn({std::string(GetParam().markdown), {}}).value(), GetParam().mrkdwn);
}

INSTANTIATE_TEST_SUITE_P(
    all, markdown_mrkdwn,
    ::testing::Values(
        translated{"", ""}, translated{"plain & text", "plain &amp; text"},
        translated{"**bold** and __bold__", "*bold* and *bold*"},
        translated{"They *ring*.", "They _ring_\u200b."}, translated{"~~gone~~ `a<b`", "~gone~ `a&lt;b`"},
        translated{"in**side**word", "in\u200b*side*\u200bword"},
        translated{"[the *docs*](https://a.example/b?c=d&e|f) now",
                   "<https://a.example/b?c=d&amp;e%7Cf|the docs> now"},
        translated{"[x](javascript:alert(1))", "x"},
        translated{"![bell](https://a.example/b.png)", "<https://a.example/b.png|bell>"},
        translated{"# Title **x**\ntext", "*Title x*\ntext"}, translated{"one\n\ntwo", "one\n\ntwo"},
        translated{"- one\n- two\n  - deep", "\u2022 one\n\u2022 two\n    \u2022 deep"},
        translated{"3. c\n4. d", "3. c\n4. d"},
        translated{"> said\n> twice\n\nafter", "> said\n> twice\n\nafter"},
        translated{"```js\nlet *a* = 1 < 2\n```\nafter", "```\nlet *a* = 1 &lt; 2\n```\n\nafter"},
        translated{"a\n\n---\n\nb", "a\n\n\u2014\u2014\u2014\n\nb"},
        translated{R"(\*not bold\*)", "\u200b*\u200bnot bold\u200b*\u200b"},
        translated{"<!channel>", "&lt;!channel&gt;"}, translated{"snake_case_name", "snake_case_name"}));

TEST(markdown_mrkdwn, takes_values_for_text) {
  const auto parsed = channel_template::parse("**{{ x }}** [go](https://a.example/{{ y }})", channel::slack);
  EXPECT_EQ(rendered(*parsed, {{"x", "<!everyone> <https://evil.example|here>"}, {"y", "a|b>c"}}).value(),
            "*&lt;!everyone&gt; &lt;https://evil.example|here&gt;* <https://a.example/a%7Cb&gt;c|go>");
}

}  // namespace
}  // namespace carillon::engine
