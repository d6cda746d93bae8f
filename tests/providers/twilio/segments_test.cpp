#include "providers/twilio/segments.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::twilio {
namespace {

std::string times(std::string_view text, int count) {
  std::string out;
  for (int each = 0; each < count; ++each) out += text;
  return out;
}

TEST(sms_segments, an_empty_text_has_none) {
  EXPECT_EQ(count_segments("").segments, 0U);
}

TEST(sms_segments, a_gsm_text_has_160_alone_and_153_joined) {
  EXPECT_EQ(count_segments(times("a", 160)).segments, 1U);
  EXPECT_EQ(count_segments(times("a", 161)).segments, 2U);
  EXPECT_EQ(count_segments(times("a", 306)).segments, 2U);
  EXPECT_EQ(count_segments(times("a", 307)).segments, 3U);
  EXPECT_TRUE(count_segments("Grüße à Ω").is_gsm);
}

TEST(sms_segments, the_extension_table_costs_two_and_is_not_split) {
  EXPECT_EQ(count_segments(times("€", 80)).segments, 1U);
  EXPECT_EQ(count_segments(times("€", 81)).segments, 2U);
  // 153 septets a segment hold 76 of them, not 76 and a half.
  EXPECT_EQ(count_segments(times("€", 153)).segments, 3U);
}

TEST(sms_segments, one_foreign_character_makes_it_ucs2) {
  EXPECT_FALSE(count_segments("a`").is_gsm);
  EXPECT_FALSE(count_segments("ç").is_gsm);  // the alphabet has the capital alone
  EXPECT_EQ(count_segments(times("я", 70)).segments, 1U);
  EXPECT_EQ(count_segments(times("я", 71)).segments, 2U);
  EXPECT_EQ(count_segments(times("\xf0\x9f\x98\x80", 35)).segments, 1U);
  // 67 units a segment hold 33 pairs.
  EXPECT_EQ(count_segments(times("\xf0\x9f\x98\x80", 67)).segments, 3U);
}

}  // namespace
}  // namespace carillon::providers::twilio
