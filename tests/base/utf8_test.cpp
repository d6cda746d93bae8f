#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace carillon {
namespace {

std::vector<char32_t> characters_of(std::string_view text) {
  std::vector<char32_t> out;
  while (!text.empty()) out.push_back(take_code_point(text));
  return out;
}

TEST(utf8, is_read_character_by_character) {
  EXPECT_EQ(characters_of("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x91\x8d"),
            (std::vector<char32_t>{'a', 0xe9, 0x20ac, 0x1f44d}));
}

TEST(utf8, has_a_replacement_for_each_byte_that_is_none) {
  const auto bad = replacement_character;
  EXPECT_EQ(characters_of("\xff"
                          "a\xc3"),
            (std::vector<char32_t>{bad, 'a', bad}));
  EXPECT_EQ(characters_of("\xed\xa0\x80"), (std::vector<char32_t>{bad, bad, bad}));  // a surrogate
  EXPECT_EQ(characters_of("\xc0\xaf"), (std::vector<char32_t>{bad, bad}));           // an overlong form
}

TEST(utf8, is_written_as_it_was_read) {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x91\x8d";
  std::string out;
  for (const auto each : characters_of(text)) append_code_point(out, each);
  EXPECT_EQ(out, text);
  out.clear();
  append_code_point(out, 0xd800);
  append_code_point(out, 0x110000);
  EXPECT_EQ(out, "\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace carillon
