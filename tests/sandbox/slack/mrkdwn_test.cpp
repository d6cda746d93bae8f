#include "sandbox/slack/mrkdwn.hpp"

#include <gtest/gtest.h>

namespace carillon::sandbox::testing {
namespace {

/// Each run in brackets, with its styles before it: "b[x]".
std::string told(const std::vector<shown_run>& runs) {
  std::string out;
  for (const auto& each : runs) {
    out += each.is_bold ? "b" : "";
    out += each.is_italic ? "i" : "";
    out += each.is_struck ? "s" : "";
    out += each.is_code ? "c" : "";
    out += '[' + each.text + ']';
    if (!each.link.empty()) out += '(' + each.link + ')';
  }
  return out;
}

TEST(mrkdwn, reads_styles_links_and_entities) {
  EXPECT_EQ(told(read_mrkdwn_line("a *b* _c_ ~d~ `*e*`")), "[a ]b[b][ ]i[c][ ]s[d][ ]c[*e*]");
  EXPECT_EQ(told(read_mrkdwn_line("<https://x.example/?a=1&amp;b=2|here> &lt;b&gt;")),
            "[here](https://x.example/?a=1&b=2)[ <b>]");
  EXPECT_EQ(told(read_mrkdwn_line("*bold _both_*")), "b[bold ]bi[both]");
}

TEST(mrkdwn, leaves_marks_that_mark_nothing) {
  EXPECT_EQ(told(read_mrkdwn_line("2 * 3 * 4")), "[2 * 3 * 4]");
  EXPECT_EQ(told(read_mrkdwn_line("snake_case_name")), "[snake_case_name]");
  EXPECT_EQ(told(read_mrkdwn_line("a *b")), "[a *b]");
  EXPECT_EQ(told(read_mrkdwn_line("<never closed")), "[<never closed]");
}

TEST(mrkdwn, shows_mentions_as_words) {
  EXPECT_EQ(told(read_mrkdwn_line("<@U1|ada> <!here>")), "[ada][ ][!here]");
}

TEST(mrkdwn, parts_lines_into_blocks) {
  const auto blocks = read_mrkdwn("one\n&gt; two\n• three\n```four\n*five*```\n");
  ASSERT_EQ(blocks.size(), 4U);
  EXPECT_EQ(blocks[1].kind, block_kind::quote);
  EXPECT_EQ(blocks[2].kind, block_kind::item);
  EXPECT_EQ(blocks[3].kind, block_kind::preformatted);
  EXPECT_EQ(words_of(blocks[3]), "four\n*five*");
}

}  // namespace
}  // namespace carillon::sandbox::testing
