#include "sandbox/twilio/sms_size.hpp"

#include <gtest/gtest.h>

#include <string>

namespace carillon::sandbox::testing {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

struct sized {
  std::string text;
  std::string_view alphabet;
  std::size_t units, segments;
};

TEST(sms_size, counts_as_phone_networks_do) {
  for (const auto& [text, alphabet, units, segments] : {sized{"", "GSM-7", 0, 0},
                                                        {repeated("a", 160), "GSM-7", 160, 1},
                                                        {repeated("a", 161), "GSM-7", 161, 2},
                                                        {repeated("a", 306), "GSM-7", 306, 2},
                                                        {repeated("a", 307), "GSM-7", 307, 3},
                                                        {"Grüße, 5 €", "GSM-7", 11, 1},
                                                        {"a`b", "UCS-2", 3, 1},
                                                        {repeated("ж", 70), "UCS-2", 70, 1},
                                                        {repeated("ж", 71), "UCS-2", 71, 2},
                                                        {"😀", "UCS-2", 2, 1}}) {
    const auto size = measure_sms(text);
    EXPECT_EQ(size.alphabet, alphabet) << text;
    EXPECT_EQ(size.units, units) << text;
    EXPECT_EQ(size.segments, segments) << text;
  }
}

TEST(sms_size, cuts_no_character_in_two) {
  // 33 of them fill 66 of 67 units; the 67th unit stays empty.
  EXPECT_EQ(measure_sms(repeated("😀", 67)).segments, 3U);
  EXPECT_EQ(measure_sms(repeated("a", 152) + "€" + repeated("a", 152)).segments, 3U);
}

}  // namespace
}  // namespace carillon::sandbox::testing
