#include <gtest/gtest.h>

#include "base/json.hpp"

namespace carillon {
namespace {

TEST(is_valid_utf8, accepts_every_length_at_its_limits) {
  for (const auto* text :
       {"", "plain ascii, longer than eight bytes", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
        "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "12345678\xc3\xa9"
        "12345678"}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  }
}

TEST(is_valid_utf8, refuses_overlong_forms_surrogates_and_strays) {
  for (const auto* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2",
        "\xc2"
        "A",
        "\xe0\x9f\xbf", "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "12345678\xc3", "\xe2\x82\xac\x80", "\xe2\x82\x28"}) {
    EXPECT_FALSE(is_valid_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace carillon
