#include "api/http/ellipsis.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

std::string cut(std::string text, std::size_t most, std::string_view ending = "…") {
  cut_text(text, most, ending);
  return text;
}

TEST(cut_text, leaves_what_fits_and_counts_the_ending) {
  EXPECT_EQ(cut("", 3), "");
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "ab…");
  EXPECT_EQ(cut("äöüß", 4), "äöüß");
  EXPECT_EQ(cut("äöüßx", 4), "äöü…");
  EXPECT_EQ(cut("a/b/c/d/e/f", 8, "..."), "a/b/c...");
  EXPECT_EQ(cut(std::string(256, 'x'), 255), std::string(254, 'x') + "…");
}

TEST(cut_text, keeps_a_character_and_what_belongs_to_it_together) {
  EXPECT_EQ(cut("abe\u0301cd", 5), "abe\u0301…");
  EXPECT_EQ(cut("abe\u0301cd", 4), "ab…");
  EXPECT_EQ(cut("a\U0001F44D\U0001F3FDbcd", 3), "a…");          // thumbs up, skin tone
  EXPECT_EQ(cut("a\U0001F469\u200D\U0001F4BBbcdef", 4), "a…");  // woman, joiner, laptop
  EXPECT_EQ(cut("a\U0001F469\u200D\U0001F4BBbcdef", 5), "a\U0001F469\u200D\U0001F4BB…");
}

}  // namespace
}  // namespace carillon::api
