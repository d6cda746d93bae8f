#include "providers/plain_mrkdwn.hpp"

#include <gtest/gtest.h>

namespace carillon::providers {
namespace {

TEST(plain_mrkdwn, escapes_what_would_be_a_mention_or_a_link) {
  EXPECT_EQ(escape_mrkdwn("<!channel> <https://x|y> a & b"),
            "&lt;!channel&gt; &lt;https://x|y&gt; a &amp; b");
  EXPECT_EQ(escape_mrkdwn("*b* caf\xc3\xa9"), "*b* caf\xc3\xa9");
}

TEST(plain_mrkdwn, finds_marks_but_none_within_words) {
  for (const auto* text :
       {"*b*", "a _i_", "(~s~)", "use `code`", "> quoted", "a\n> b", "5 * 3", "ends*", "_"})
    EXPECT_TRUE(has_mrkdwn_marks(text)) << text;
  for (const auto* text : {"", "Bells.", "2*3*4=24", "snake_case_name", "a~b", "a > b", "https://x.y/a_b?c=d",
                           "caf\xc3\xa9_cr\xc3\xa8me", "# 1 in the charts", "[JIRA-12](fixed) now"})
    EXPECT_FALSE(has_mrkdwn_marks(text)) << text;
}

TEST(plain_mrkdwn, sets_marks_apart_where_markup_is_read) {
  EXPECT_EQ(as_mrkdwn("*b* a_b"),
            "\xe2\x80\x8b*\xe2\x80\x8b"
            "b\xe2\x80\x8b*\xe2\x80\x8b a_b");
  EXPECT_EQ(as_mrkdwn("<!here>"), "&lt;!here&gt;");
}

}  // namespace
}  // namespace carillon::providers
