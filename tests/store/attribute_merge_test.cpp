#include "store/attribute_merge.hpp"

#include <gtest/gtest.h>

#include "base/field_checks.hpp"

namespace carillon::store {
namespace {

std::string merged(const json& said, std::string_view stored) {
  attribute_merge merge(said);
  const auto done = merge.onto(stored);
  EXPECT_TRUE(done);
  EXPECT_EQ(merge.base(), stored);
  return merge.merged();
}

TEST(attribute_merge, adds_to_what_is_there) {
  EXPECT_EQ(merged({{"b", 2}}, R"({"a":1})"), R"({"a":1,"b":2})");
  EXPECT_EQ(merged({{"a", 2}}, R"({"a":1})"), R"({"a":2})");
}

TEST(attribute_merge, removes_what_is_null) {
  EXPECT_EQ(merged({{"a", nullptr}, {"c", nullptr}}, R"({"a":1,"b":2})"), R"({"b":2})");
  EXPECT_EQ(merged({{"a", nullptr}}, R"({"a":1})"), "");
}

TEST(attribute_merge, goes_into_objects_and_replaces_all_else) {
  EXPECT_EQ(merged({{"o", {{"b", 2}, {"c", nullptr}}}}, R"({"o":{"a":1,"c":3}})"), R"({"o":{"a":1,"b":2}})");
  EXPECT_EQ(merged({{"l", json::array({3})}}, R"({"l":[1,2]})"), R"({"l":[3]})");
  EXPECT_EQ(merged({{"o", 1}}, R"({"o":{"a":1}})"), R"({"o":1})");
}

TEST(attribute_merge, keeps_no_null_of_its_own) {
  EXPECT_EQ(attribute_merge(json{{"a", 1}, {"b", nullptr}, {"o", {{"c", nullptr}}}}).merged(),
            R"({"a":1,"o":{}})");
  EXPECT_EQ(attribute_merge(json{{"b", nullptr}}).merged(), "");
}

TEST(attribute_merge, of_nothing_changes_nothing) {
  EXPECT_FALSE(attribute_merge(std::nullopt).is_change());
  EXPECT_FALSE(attribute_merge(json::object()).is_change());
}

TEST(attribute_merge, of_null_clears_all) {
  const attribute_merge clear(json(nullptr));
  EXPECT_TRUE(clear.is_change());
  EXPECT_EQ(clear.merged(), "");
  EXPECT_EQ(clear.base(), "*");
}

TEST(attribute_merge, holds_the_bound_for_the_whole) {
  const std::string half(schema::most_custom_attributes / 2, 'x');
  attribute_merge merge(json{{"b", half}});
  EXPECT_TRUE(merge.onto(R"({"a":1})"));
  EXPECT_EQ(merge.onto(dump_json({{"a", half}})).error().code, errc::too_large);
  EXPECT_TRUE(merge.onto(dump_json({{"b", half}})));  // replaced
}

TEST(attribute_merge, takes_damaged_ones_for_none) {
  EXPECT_EQ(merged({{"a", 1}}, "{oops"), R"({"a":1})");
}

}  // namespace
}  // namespace carillon::store
