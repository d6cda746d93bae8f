#include "base/version.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace carillon {
namespace {

TEST(version, has_three_numbers) {
  const auto text = version();
  EXPECT_EQ(std::ranges::count(text, '.'), 2);
  EXPECT_EQ(text.find_first_not_of("0123456789."), std::string_view::npos);
}

TEST(version, knows_its_commit_or_says_it_does_not) {
  EXPECT_TRUE(commit() == "unknown" ||
              commit().find_first_not_of("0123456789abcdef") == std::string_view::npos);
  EXPECT_FALSE(commit().empty());
}

}  // namespace
}  // namespace carillon
