#include "base/error.hpp"

#include <gtest/gtest.h>

namespace carillon {
namespace {

result<int> half_of(int number) {
  if (number % 2 != 0) return error(errc::invalid_argument, "odd");
  return number / 2;
}

TEST(error, travels_as_a_value) {
  EXPECT_EQ(half_of(4).value(), 2);
  EXPECT_EQ(half_of(3).error().code, errc::invalid_argument);
  EXPECT_EQ(half_of(3).error().detail, "odd");
}

TEST(error, remembers_where_it_was_made) {
  EXPECT_NE(std::string_view(half_of(3).error().where.file_name()).find("error_test.cpp"),
            std::string_view::npos);
}

TEST(error, is_thrown_when_a_value_is_demanded) {
  try {
    static_cast<void>(half_of(3).value());
    FAIL() << "value() of an error returned";
  } catch (const unexpected_error& thrown) {
    EXPECT_EQ(thrown.cause().code, errc::invalid_argument);
    EXPECT_STREQ(thrown.what(), "odd");
  }
}

TEST(error, has_a_name_for_each_class) {
  EXPECT_EQ(to_string(errc::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_string(errc::too_large), "too_large");
  EXPECT_EQ(to_string(errc::internal), "internal");
  for (int value = 0; value <= static_cast<int>(errc::internal); ++value) {
    EXPECT_NE(to_string(static_cast<errc>(value)), "unknown");
  }
}

}  // namespace
}  // namespace carillon
