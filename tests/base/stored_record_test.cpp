#include "base/stored_record.hpp"

#include <gtest/gtest.h>

namespace carillon {
namespace {

TEST(stored_record, reads_what_is_there_and_what_is_absent) {
  const json stored{{"text", "a"}, {"number", -3}, {"flag", true}, {"list", {1}}};
  stored_record record(stored);
  EXPECT_EQ(record.text("text"), "a");
  EXPECT_EQ(record.text("absent", "b"), "b");
  EXPECT_EQ(record.integer("number"), -3);
  EXPECT_EQ(record.integer("absent", 7), 7);
  EXPECT_TRUE(record.flag("flag"));
  EXPECT_EQ(record.list("list").size(), 1U);
  EXPECT_FALSE(record.is_damaged());
}

TEST(stored_record, calls_another_type_damage_and_never_throws) {
  for (const char* const value :
       {"5", "1.5", "1e30", "18446744073709551615", "null", "[]", "{}", "true", "\"x\""}) {
    const json stored{{"member", json::parse(value)}};
    const bool is_text = stored["member"].is_string();
    stored_record text(stored);
    text.text("member");
    EXPECT_EQ(text.is_damaged(), !is_text) << value;
    stored_record number(stored);
    number.integer("member");
    EXPECT_EQ(number.is_damaged(), std::string_view(value) != "5") << value;
    stored_record flag(stored);
    flag.flag("member");
    EXPECT_EQ(flag.is_damaged(), !stored["member"].is_boolean()) << value;
    stored_record list(stored);
    list.list("member");
    EXPECT_EQ(list.is_damaged(), !stored["member"].is_array()) << value;
  }
}

TEST(stored_record, is_damaged_when_it_is_no_object) {
  for (const json& stored : {json(), json(5), json("text"), json::array({1})}) {
    stored_record record(stored);
    EXPECT_EQ(record.text("any"), "");
    EXPECT_TRUE(record.list("any").empty());
    EXPECT_TRUE(record.is_damaged());
  }
}

}  // namespace
}  // namespace carillon
