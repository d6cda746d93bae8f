#include "base/json_object.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace carillon {
namespace {

std::string keys_of(const json& object) {
  std::string out;
  for (const auto& [name, content] : object.items()) out += name + ' ';
  return out;
}

/// Many members, in an order that is not the alphabet's.
json object_of(int members) {
  auto out = json::object();
  for (int index = 0; index < members; ++index) out["k" + std::to_string(members - index)] = index;
  return out;
}

TEST(json_object, keeps_the_order_in_which_members_came) {
  for (const int members : {3, 16, 17, 40}) {
    const auto object = object_of(members);
    std::string expected;
    for (int index = members; index > 0; --index) expected += 'k' + std::to_string(index) + ' ';
    EXPECT_EQ(keys_of(object), expected);
    EXPECT_EQ(keys_of(json(object)), expected);
    EXPECT_EQ(keys_of(parse_json(dump_json(object)).value()), expected);
  }
}

TEST(json_object, finds_and_erases_members_whatever_its_size) {
  for (const int members : {3, 16, 17, 500}) {
    auto object = object_of(members);
    auto copy = object;
    EXPECT_EQ(object.at("k2"), members - 2);
    EXPECT_FALSE(object.contains("k0"));
    EXPECT_FALSE(object.contains(""));
    EXPECT_THROW(static_cast<void>(object.at("k0")), json::out_of_range);
    EXPECT_EQ(object.erase("k2"), 1U);
    EXPECT_EQ(object.erase("k2"), 0U);
    object.erase(object.find("k1"));
    EXPECT_FALSE(object.contains("k1"));
    EXPECT_EQ(object.size(), static_cast<std::size_t>(members - 2));
    EXPECT_EQ(copy.size(), static_cast<std::size_t>(members));
    EXPECT_TRUE(copy.contains("k1")) << "a copy has an index of its own";
    object["k1"] = "again";
    EXPECT_EQ(object.back(), "again") << "at the end";
    auto moved = std::move(copy);
    EXPECT_EQ(moved.at("k1"), members - 1);
    moved.clear();
    EXPECT_FALSE(moved.contains("k1"));
  }
}

TEST(json_object, leaves_a_member_that_is_there) {
  json object{{"b", 1}, {"a", 2}};
  EXPECT_FALSE(object.emplace("b", 3).second);
  EXPECT_EQ(object, (json{{"b", 1}, {"a", 2}}));
  object["b"] = 4;
  EXPECT_EQ(dump_json(object), R"({"b":4,"a":2})");
  object.update({{"c", 5}, {"a", 6}});
  EXPECT_EQ(dump_json(object), R"({"b":4,"a":6,"c":5})");
}

TEST(json_object, is_patched_in_place) {
  auto object = parse_json(R"({"z":1,"m":{"b":1,"a":2},"c":3})").value();
  object.merge_patch(parse_json(R"({"new":1,"m":{"a":null,"d":4},"z":2})").value());
  EXPECT_EQ(dump_json(object), R"({"z":2,"m":{"b":1,"d":4},"c":3,"new":1})");
}

TEST(json_object, is_equal_whatever_the_order) {
  const auto one = parse_json(R"({"a":1,"b":{"c":[1],"d":null}})").value();
  EXPECT_EQ(one, parse_json(R"({"b":{"d":null,"c":[1]},"a":1})").value());
  for (const auto* other :
       {R"({"a":1})", R"({"a":1,"b":{"c":[1],"e":null}})", R"({"a":1,"b":{"c":[2],"d":null}})",
        R"({"a":1,"b":{"c":[1],"d":null},"f":0})", R"({"a":1,"z":{"c":[1],"d":null}})"}) {
    EXPECT_NE(one, parse_json(other).value()) << other;
  }
  auto large = object_of(100);
  auto turned = json::object();
  for (const auto* member : large.get_ref<const json::object_t&>().sorted())
    turned[member->first] = member->second;
  EXPECT_NE(keys_of(large), keys_of(turned));
  EXPECT_EQ(large, turned);
}

TEST(json_object, has_an_order_that_does_not_see_its_own) {
  const json one{{"b", 1}, {"a", 2}};
  const json same{{"a", 2}, {"b", 1}};
  const json less{{"a", 1}, {"z", 9}};
  EXPECT_FALSE(one < same);
  EXPECT_FALSE(same < one);
  EXPECT_LT(less, one);
}

TEST(json_object, leaves_references_where_they_are) {
  auto object = json::object();
  auto& first = object["first"];
  first = "kept";
  for (int index = 0; index < 100; ++index) object[std::to_string(index)] = index;
  object.erase("50");
  EXPECT_EQ(&first, &object["first"]);
  EXPECT_EQ(first, "kept");
}

/// Counts how often a name is looked at: work, not time.
struct counted_name {
  std::string text;
  static inline std::size_t looked_at = 0;
  // NOLINTNEXTLINE(google-explicit-constructor): what a name is to json_object
  operator std::string_view() const {
    ++looked_at;
    return text;
  }
};

TEST(json_object, looks_at_few_names_among_many) {
  using object =
      json_object<counted_name, int, std::less<>, std::allocator<std::pair<const counted_name, int>>>;
  constexpr int members = 60'000;
  object all;
  counted_name::looked_at = 0;
  for (int index = 0; index < members; ++index) all.emplace(counted_name{std::to_string(index)}, index);
  for (int index = 0; index < members; ++index) EXPECT_EQ(all.count(std::to_string(index)), 1U);
  EXPECT_EQ(all.size(), std::size_t{members});
  EXPECT_LT(counted_name::looked_at, std::size_t{members} * 4);
}

}  // namespace
}  // namespace carillon
