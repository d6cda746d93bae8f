#include "base/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text_checks.hpp"

namespace carillon::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

complaints check(const rule& expected, std::string_view text) {
  auto value = parse_json(text).value();
  return validate(expected, value);
}

TEST(schema, complains_in_the_contracts_words) {
  const auto expected = object({{"title", text({1, 5})},
                                {"email", text({}, &check_email), presence::optional},
                                {"url", text({}, &check_uri), presence::optional},
                                {"attributes", free_object(), presence::optional},
                                {"badge", one_of({"unread", "unseen"}), presence::optional},
                                {"expiry", integer({1, 10}), presence::optional}},
                               unknown_keys::refused);
  EXPECT_THAT(check(expected, R"({"title":"hello"})"), IsEmpty());
  EXPECT_THAT(check(expected, "{}"), ElementsAre("Param 'title' is missing"));
  EXPECT_THAT(check(expected, R"({"title":null})"), ElementsAre("Param 'title' should be of type string"));
  EXPECT_THAT(check(expected, R"({"title":1})"), ElementsAre("Param 'title' should be of type string"));
  EXPECT_THAT(check(expected, R"({"title":""})"),
              ElementsAre("Param 'title' should have at least 1 character"));
  EXPECT_THAT(check(expected, R"({"title":"toolong"})"),
              ElementsAre("Param 'title' should have at most 5 characters"));
  EXPECT_THAT(check(expected, R"({"title":"a","email":"x"})"),
              ElementsAre("Param 'email' should be a valid email"));
  EXPECT_THAT(check(expected, R"({"title":"a","url":"x"})"),
              ElementsAre("Param 'url' should be a valid uri"));
  EXPECT_THAT(check(expected, R"({"title":"a","attributes":[]})"),
              ElementsAre("Param 'attributes' should be of type object"));
  EXPECT_THAT(check(expected, R"({"title":"a","badge":"x"})"),
              ElementsAre("Param 'badge' should be one of: unread, unseen"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":0})"),
              ElementsAre("Param 'expiry' should be at least 1"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":18446744073709551615})"),
              ElementsAre("Param 'expiry' should be at most 10"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":1.5})"),
              ElementsAre("Param 'expiry' should be of type integer"));
  EXPECT_THAT(check(expected, R"({"title":"a","broadcast":{}})"),
              ElementsAre("Param '(root)' doesn't allow key: broadcast"));
  EXPECT_THAT(check(expected, "[]"), ElementsAre("Param '(root)' should be of type object"));
}

TEST(schema, names_nested_values_with_dots) {
  const auto expected = object({{"rows", array_of(object({{"email", text({}, &check_email)}}), {1, 2})}});
  EXPECT_THAT(check(expected, R"({"rows":[{"email":"a@b.c"},{"email":"nope"}]})"),
              ElementsAre("Param 'rows.1.email' should be a valid email"));
  EXPECT_THAT(check(expected, R"({"rows":[]})"), ElementsAre("Param 'rows' should have at least 1 item"));
  EXPECT_THAT(check(expected, R"({"rows":[{},{},{}]})"),
              ElementsAre("Param 'rows' should have at most 2 items"));
}

TEST(schema, leaves_the_canonical_form) {
  const auto expected = object({{"a", text(), presence::optional},
                                {"b", text(), presence::nullable},
                                {"c", free_object(), presence::optional}});
  auto value = parse_json(R"({"a":null,"b":null,"c":{"x":null},"unknown":1})").value();
  EXPECT_THAT(validate(expected, value), IsEmpty());
  EXPECT_EQ(dump_json(value), R"({"b":null,"c":{"x":null}})");
}

TEST(schema, counts_code_points) {
  const auto expected = text({1, 3});
  json three = "\xf0\x9f\x98\x80\xc3\xa9z";
  EXPECT_THAT(validate(expected, three), IsEmpty());
  json four = "\xf0\x9f\x98\x80\xc3\xa9zz";
  EXPECT_EQ(validate(expected, four).size(), 1u);
}

TEST(schema, bounds_custom_attributes_by_their_compact_size) {
  const auto of_size = [](std::size_t bytes) {
    return R"({ "a": ")" + std::string(bytes - 8, 'x') + R"(" })";
  };
  EXPECT_THAT(check(custom_attributes(), of_size(65'536)), IsEmpty());
  EXPECT_THAT(check(custom_attributes(), of_size(65'537)),
              ElementsAre("Param '(root)' should have at most 65536 bytes"));
}

TEST(schema, stops_complaining_at_twenty) {
  const auto expected = array_of(text());
  json value = json::array();
  for (int i = 0; i < 1000; ++i) value.push_back(i);
  EXPECT_EQ(validate(expected, value).size(), 20u);
}

TEST(schema, takes_a_whole_number_however_it_is_written) {
  auto value = json::parse("2.0");
  EXPECT_TRUE(validate(integer({1, 10}), value).empty());
  EXPECT_EQ(value.dump(), "2");
}

}  // namespace
}  // namespace carillon::schema
