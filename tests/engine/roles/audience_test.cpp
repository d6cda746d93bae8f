#include "engine/roles/audience.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

TEST(audience, lists_the_named_users_with_all_that_is_said_of_them) {
  const auto read = parse_audience(
      R"([{"external_id":"a","email":"a@b.example","first_name":"A","last_name":"B",
           "phone_numbers":["+4912345"],"custom_attributes":{"k":[1]}},{"email":"c@d.example"}])");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->users.size(), 2U);
  EXPECT_EQ(read->users[0].external_id, "a");
  EXPECT_EQ(read->users[0].email, "a@b.example");
  EXPECT_EQ(read->users[0].phone_numbers, std::vector<std::string>{"+4912345"});
  EXPECT_EQ(read->users[0].custom_attributes, json({{"k", {1}}}));
  EXPECT_FALSE(read->users[1].external_id.has_value());
  EXPECT_FALSE(read->has_subscribers);
  EXPECT_FALSE(read->is_everyone);
}

TEST(audience, knows_subscribers_and_everyone) {
  const auto both = parse_audience(R"([{"topic":{"subscribers":true}},{"users":{"all":true}}])");
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->has_subscribers);
  EXPECT_TRUE(both->is_everyone);
  EXPECT_TRUE(both->users.empty());
}

TEST(audience, takes_false_for_nobody) {
  const auto none = parse_audience(R"([{"topic":{"subscribers":false}},{"users":{"all":false}}])");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_subscribers);
  EXPECT_FALSE(none->is_everyone);
}

TEST(audience, refuses_what_the_api_never_stored) {
  for (const auto text : {"", "{}", "[1]", "[", "null"}) {
    EXPECT_EQ(parse_audience(text).error().code, errc::corrupted) << text;
  }
}

store::user_fields user_of(std::string external_id, std::string email = "") {
  store::user_fields fields;
  fields.external_id = std::move(external_id);
  if (!email.empty()) fields.email = std::move(email);
  return fields;
}

TEST(audience, names_nobody_twice_in_a_batch) {
  const auto batches = in_batches(
      {user_of("a"), user_of("b", "x@y.example"), user_of("a"), user_of("", "x@y.example"), user_of("c")},
      10);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].size(), 2U);
  EXPECT_EQ(batches[1].size(), 3U);
}

TEST(audience, puts_one_email_in_two_spellings_into_two_batches) {
  EXPECT_EQ(in_batches({user_of("", "Dan@example.com"), user_of("", "dan@EXAMPLE.com")}, 10).size(), 2U);
}

TEST(audience, keeps_batches_within_the_limit) {
  std::vector<store::user_fields> many;
  for (int each = 0; each < 25; ++each) many.push_back(user_of(std::to_string(each)));
  const auto batches = in_batches(many, 10);
  ASSERT_EQ(batches.size(), 3U);
  EXPECT_EQ(batches[2].size(), 5U);
  EXPECT_EQ(batches[2][4].external_id, "24");
  EXPECT_TRUE(in_batches({}, 10).empty());
}

}  // namespace
}  // namespace carillon::engine
