#include "providers/plain_markdown.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace carillon::providers {
namespace {

struct written {
  std::string_view plain, markdown;
};

class plain_markdown : public ::testing::TestWithParam<written> {};

TEST_P(plain_markdown, shows_what_was_written) {
  EXPECT_EQ(as_markdown(GetParam().plain), GetParam().markdown);
}

INSTANTIATE_TEST_SUITE_P(
    all, plain_markdown,
    ::testing::Values(written{"", ""}, written{"Bells, and more.", "Bells, and more."},
                      written{"2*3*4=24", R"(2\*3\*4=24)"}, written{"**b** __u__", R"(\*\*b\*\* \_\_u\_\_)"},
                      written{"snake_case_name", "snake_case_name"}, written{"_a_", R"(\_a\_)"},
                      written{"https://a.example/b_c?d=e&f=g~h", "https://a.example/b_c?d=e&f=g~h"},
                      written{"[JIRA-12](fixed) now", R"(\[JIRA-12\](fixed) now)"},
                      written{"![a](b)", R"(!\[a\](b))"}, written{"`code`", R"(\`code\`)"},
                      written{"~~s~~ ~5", R"(\~\~s\~\~ ~5)"},
                      written{"<b> <https://x.y>", R"(\<b> \<https://x.y>)"},
                      written{"&amp; &#42; a & b; AT&T", R"(\&amp; \&#42; a & b; AT&T)"},
                      written{R"(C:\new \*)", R"(C:\new \\\*)"}, written{R"(end\)", R"(end\\)"},
                      written{"# 1 in the charts", R"(\# 1 in the charts)"}, written{"a # b", "a # b"},
                      written{"- x", R"(\- x)"}, written{"+1 -5 #tag", "+1 -5 #tag"},
                      written{"+ x", R"(\+ x)"}, written{"> q", R"(\> q)"}, written{"---", R"(\---)"},
                      written{"1. x", R"(1\. x)"}, written{"12) x", R"(12\) x)"}, written{"3.14", "3.14"},
                      written{"  in", "\xc2\xa0\xc2\xa0in"}, written{"a\nb", "a\n\nb"},
                      written{"a\r\nb\n\n\nc\n", "a\n\nb\n\nc"},
                      written{"caf\xc3\xa9_cr\xc3\xa8me", "caf\xc3\xa9_cr\xc3\xa8me"}));

}  // namespace
}  // namespace carillon::providers
