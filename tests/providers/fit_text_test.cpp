#include "providers/fit_text.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace carillon::providers {
namespace {

TEST(fit_text, leaves_what_fits) {
  EXPECT_EQ(fit_text(std::string(97, 'x'), 100), std::string(97, 'x'));
}

TEST(fit_text, cuts_between_characters_with_an_ellipsis) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xc3\xbc";
  for (std::size_t free = 32; free < 64; ++free) {
    const auto cut = fit_text(text, free);
    ASSERT_TRUE(cut);
    EXPECT_TRUE(is_valid_utf8(*cut));
    EXPECT_TRUE(cut->ends_with("\xc3\xbc\xe2\x80\xa6"));
    EXPECT_LE(cut->size(), free);
    EXPECT_GE(cut->size() + 2, free);
  }
}

TEST(fit_text, takes_no_character_apart_that_readers_see_as_one) {
  const std::string family = "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6";
  const auto text = std::string(30, 'x') + family + "e\xcc\x81" + std::string(30, 'y');
  EXPECT_EQ(fit_text(text, 33 + family.size() - 1), std::string(30, 'x') + "\xe2\x80\xa6");
  EXPECT_EQ(fit_text(text, 33 + family.size()), std::string(30, 'x') + family + "\xe2\x80\xa6");
  EXPECT_EQ(fit_text(text, 33 + family.size() + 2), std::string(30, 'x') + family + "\xe2\x80\xa6");
}

TEST(fit_text, counts_what_json_makes_of_a_text) {
  const std::string text = "\"\\\n\t\b\f\r\v\x01 \x7f\xc3\xbc";
  EXPECT_EQ(json_size(text) + 2, dump_json(json(text)).size());
  const auto cut = fit_text(std::string(100, '"'), 50);
  ASSERT_TRUE(cut);
  EXPECT_LE(dump_json(json(*cut)).size() - 2, 50U);
}

TEST(fit_text, ends_at_a_word_rather_than_at_the_space_behind_it) {
  EXPECT_EQ(fit_text(std::string(30, 'x') + "    " + std::string(30, 'y'), 35),
            std::string(30, 'x') + "\xe2\x80\xa6");
}

TEST(fit_text, gives_up_where_nothing_readable_is_left) {
  EXPECT_FALSE(fit_text(std::string(100, 'x'), 31));
}

TEST(drop_beyond, never_splits_a_character) {
  std::string text = "ab\xf0\x9f\x98\x80z";
  drop_beyond(text, 7);
  EXPECT_EQ(text, "ab\xf0\x9f\x98\x80z");
  drop_beyond(text, 5);
  EXPECT_EQ(text, "ab");
}

}  // namespace
}  // namespace carillon::providers
