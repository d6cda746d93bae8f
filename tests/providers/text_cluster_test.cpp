#include "providers/text_cluster.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace carillon::providers {
namespace {

/// Every place of the text goes back to the last one between `parts`.
void expect_cut_between(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += part;
  std::size_t from = 0;
  for (const auto& part : parts) {
    for (std::size_t inside = 0; inside < part.size(); ++inside)
      EXPECT_EQ(cluster_boundary(text, from + inside), from) << text << " at " << from + inside;
    from += part.size();
  }
  EXPECT_EQ(cluster_boundary(text, text.size()), text.size());
  EXPECT_EQ(cluster_boundary(text, text.size() + 5), text.size());
}

TEST(text_cluster, is_a_letter_with_its_accents) {
  expect_cut_between({"a", "b", "\xc3\xa9", "e\xcc\x81", "o\xcc\x88\xcc\x84", "c"});
  expect_cut_between({"\xe0\xa4\x95\xe0\xa4\xbf", "\xe0\xa4\xa4"});  // Devanagari ki, ta
  expect_cut_between(
      {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xe1\x84\x80\xe1\x85\xb3"});  // Hangul by letters
  expect_cut_between({"\xe4\xbd\xa0", "\xe5\xa5\xbd"});
  expect_cut_between({"a", "\r\n", "b"});
}

TEST(text_cluster, is_an_emoji_with_what_was_joined_to_it) {
  const std::string woman = "\xf0\x9f\x91\xa9", girl = "\xf0\x9f\x91\xa7", zwj = "\xe2\x80\x8d";
  expect_cut_between({"x", woman + zwj + girl + zwj + girl, woman, "y"});
  expect_cut_between(
      {"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "\xe2\x9d\xa4\xef\xb8\x8f", "1\xef\xb8\x8f\xe2\x83\xa3"});
  const std::string germany = "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", france = "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7";
  expect_cut_between({germany, france, germany, "a", france});
}

TEST(text_cluster, is_cut_where_marks_are_heaped_up) {
  std::string heaped = "a";
  for (int mark = 0; mark < 100; ++mark) heaped += "\xcc\x81";
  EXPECT_EQ(cluster_boundary(heaped, 150), 149U);
  EXPECT_EQ(cluster_boundary(heaped, 20), 0U);
}

TEST(text_cluster, begins_where_the_text_does) {
  EXPECT_EQ(cluster_boundary("", 0), 0U);
  EXPECT_EQ(cluster_boundary("\xcc\x81", 1), 0U);
}

}  // namespace
}  // namespace carillon::providers
