#include "sandbox/form.hpp"

#include <gtest/gtest.h>

namespace carillon::sandbox {
namespace {

TEST(form, decodes_fields_and_finds_the_first_of_a_name) {
  const auto read = form::parse("To=%2B1555&Body=a+b%26c&Body=other&empty=&flag");
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)["To"], "+1555");
  EXPECT_EQ((*read)["Body"], "a b&c");
  EXPECT_TRUE(read->has("empty"));
  EXPECT_TRUE(read->has("flag"));
  EXPECT_EQ((*read)["nothing"], "");
}

TEST(form, refuses_what_does_not_decode_and_what_has_no_end) {
  EXPECT_FALSE(form::parse("a=%zz"));
  std::string many;
  for (int each = 0; each < 201; ++each) many += "a=1&";
  EXPECT_FALSE(form::parse(many));
}

}  // namespace
}  // namespace carillon::sandbox
