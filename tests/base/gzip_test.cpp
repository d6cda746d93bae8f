#include "base/gzip.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace carillon {
namespace {

TEST(gzip, comes_back_whole) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"to\":\"ExponentPushToken[" + std::to_string(i) + "]\"}";
  for (int round = 0; round < 3; ++round) {
    const auto packed = gzip(text);
    ASSERT_FALSE(packed.empty());
    EXPECT_LT(packed.size(), text.size() / 3);
    EXPECT_EQ(gunzip(packed, text.size()), text);
    text += "more";
  }
}

TEST(gzip, leaves_alone_what_gets_no_smaller) {
  EXPECT_EQ(gzip(""), "");
  EXPECT_EQ(gzip("short"), "");
  EXPECT_EQ(gzip(random_string(10'000)), "");
}

TEST(gunzip, opens_no_more_than_it_may_and_nothing_damaged) {
  const std::string text(1'000'000, 'x');
  const auto packed = gzip(text);
  EXPECT_EQ(gunzip(packed, text.size() - 1), "");
  EXPECT_EQ(gunzip(packed.substr(0, packed.size() - 1), 2'000'000), "");
  EXPECT_EQ(gunzip(packed + "x", 2'000'000), "");
  EXPECT_EQ(gunzip("no gzip at all", 100), "");
  EXPECT_EQ(gunzip("", 100), "");
}

}  // namespace
}  // namespace carillon
