#include "store/user.hpp"

#include <gmock/gmock.h>

#include "store/identity.hpp"
#include "tests/store/user_fixture.hpp"

namespace carillon::store {
namespace {

using user = users_test;

TEST_F(user, keeps_what_was_said_of_it) {
  auto fields = by_both("u-1", "a@example.com");
  fields.first_name = "Ada";
  fields.last_name = "Lovelace";
  fields.phone_numbers = {{"+44 123", "+49170"}};
  fields.custom_attributes = json{{"plan", "pro"}};
  const auto made = saved(fields);
  const auto found = run(people->find(project, made.id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->external_id, "u-1");
  EXPECT_EQ(found->email, "a@example.com");
  EXPECT_EQ(found->first_name, "Ada");
  EXPECT_EQ(found->last_name, "Lovelace");
  EXPECT_EQ(found->phone_numbers, *fields.phone_numbers);
  EXPECT_EQ(found->custom_attributes, *fields.custom_attributes);
  EXPECT_EQ(found->created, found->updated);
  EXPECT_GT(to_unix_ms(found->created), 1'700'000'000'000);
}

TEST_F(user, keeps_a_phone_number_once_as_first_written) {
  auto fields = by_external_id("u-1");
  fields.phone_numbers = {{"+49 1701234567", "+491701234567", "+44 123"}};
  EXPECT_EQ(saved(fields).phone_numbers, (std::vector<std::string>{"+49 1701234567", "+44 123"}));
}

TEST_F(user, leaves_absent_fields_and_clears_empty_ones) {
  auto fields = by_external_id("u-1");
  fields.first_name = "Ada";
  fields.last_name = "Lovelace";
  saved(fields);
  auto change = by_external_id("u-1");
  change.first_name = "";
  const auto after = saved(change);
  EXPECT_EQ(after.first_name, "");
  EXPECT_EQ(after.last_name, "Lovelace");
  EXPECT_GT(after.updated, after.created);
}

TEST_F(user, writes_nothing_when_nothing_is_new) {
  saved(by_both("u-1", "a@example.com"));
  const auto before = call({"DEBUG", "DIGEST"}).text;
  saved(by_both("u-1", "a@example.com"));
  saved(by_external_id("u-1"));
  saved(by_email("a@example.com"));
  EXPECT_EQ(call({"DEBUG", "DIGEST"}).text, before);
}

TEST_F(user, refuses_to_be_nobody) {
  EXPECT_EQ(run(people->upsert(project, {})).error().code, errc::invalid_argument);
  EXPECT_EQ(run(people->upsert(project, by_both("", ""))).error().code, errc::invalid_argument);
  EXPECT_EQ(run(people->find_by_identity(project, "", "")).error().code, errc::invalid_argument);
}

TEST_F(user, is_found_by_either_identity) {
  const auto made = saved(by_both("u-1", "a@example.com"));
  EXPECT_EQ(saved(by_external_id("u-1")).id, made.id);
  EXPECT_EQ(saved(by_email("a@example.com")).id, made.id);
  EXPECT_EQ(run(people->find_by_identity(project, "u-1", ""))->id, made.id);
  EXPECT_EQ(run(people->find_by_identity(project, "", "a@example.com"))->id, made.id);
  EXPECT_EQ(run(people->find_by_identity(project, "other", "")).error().code, errc::not_found);
}

TEST_F(user, made_by_email_keeps_its_id_when_it_gets_an_external_id) {
  const auto made = saved(by_email("a@example.com"));
  const auto named = saved(by_both("u-1", "a@example.com"));
  EXPECT_EQ(named.id, made.id);
  EXPECT_EQ(named.number, made.number);
  EXPECT_EQ(named.external_id, "u-1");
  EXPECT_EQ(saved(by_external_id("u-1")).id, made.id);
  EXPECT_EQ(saved(by_both("u-1", "a@example.com")).id, made.id);
  EXPECT_EQ(saved(by_email("a@example.com")).id, made.id);
}

TEST_F(user, is_matched_by_external_id_before_email) {
  const auto one = saved(by_external_id("u-1"));
  const auto two = saved(by_email("a@example.com"));
  const auto given = saved(by_both("u-1", "a@example.com"));
  EXPECT_EQ(given.id, one.id);
  EXPECT_NE(given.id, two.id);
  EXPECT_EQ(run(people->upsert(project, by_email("a@example.com"))).error().code, errc::conflict);
  EXPECT_EQ(run(people->find_by_identity(project, "", "a@example.com")).error().code, errc::conflict);
}

TEST_F(user, may_share_an_email_with_another_external_id) {
  const auto one = saved(by_both("u-1", "family@example.com"));
  const auto two = saved(by_both("u-2", "family@example.com"));
  EXPECT_NE(one.id, two.id);
  const auto alone = run(people->upsert(project, by_email("family@example.com")));
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, errc::conflict);
  EXPECT_EQ(alone.error().detail, "several users share this e-mail");
  EXPECT_EQ(run(people->find_by_identity(project, "u-3", "family@example.com")).error().code,
            errc::not_found);
}

TEST_F(user, that_changes_its_email_leaves_the_old_one_to_others) {
  const auto one = saved(by_email("old@example.com"));
  saved(by_both("u-1", "old@example.com"));
  EXPECT_EQ(saved(by_both("u-1", "new@example.com")).id, one.id);
  const auto two = saved(by_email("old@example.com"));
  EXPECT_NE(two.id, one.id);
  EXPECT_EQ(saved(by_email("old@example.com")).id, two.id);
  EXPECT_EQ(saved(by_email("new@example.com")).id, one.id);
  EXPECT_EQ(saved(by_both("u-2", "old@example.com")).id, two.id);
  EXPECT_EQ(saved(by_external_id("u-2")).id, two.id);
}

TEST_F(user, recovers_from_a_claim_whose_maker_died) {
  const auto one = saved(by_email("a@example.com"));
  const identities ids(names, ring->derive("user-id"));
  const auto place = ids.of(project, identity_kind::external_id, "u-1");
  call({"HSET", place.bucket, place.field, one.id.raw()});  // claimed, the user not written
  EXPECT_EQ(saved(by_external_id("u-1")).id, one.id);

  const auto other = ids.of(project, identity_kind::external_id, "u-2");
  call({"HSET", other.bucket, other.field, one.id.raw()});  // claimed, but u-1 was first
  const auto two = saved(by_external_id("u-2"));
  EXPECT_NE(two.id, one.id);
  EXPECT_EQ(two.id, other.derived);
}

TEST_F(user, is_made_in_spite_of_an_orphaned_entry) {
  const identities ids(names, ring->derive("user-id"));
  const auto place = ids.of(project, identity_kind::email, "a@example.com");
  call({"HSET", place.bucket, place.field, user_id::make(now()).raw()});
  const auto made = saved(by_email("a@example.com"));
  EXPECT_EQ(made.id, place.derived);
  EXPECT_EQ(saved(by_both("u-1", "a@example.com")).id, made.id);
}

TEST_F(user, has_a_number_that_leads_back_to_it) {
  std::vector<std::pair<queue::partition, std::uint32_t>> numbers;
  std::vector<user_id> ids;
  for (int i = 0; i < 300; ++i) {
    const auto made = saved(by_external_id("u-" + std::to_string(i)));
    numbers.emplace_back(queue::partition_of(project, made.id), made.number);
    ids.push_back(made.id);
  }
  EXPECT_EQ(std::set(numbers.begin(), numbers.end()).size(), 300U);
  EXPECT_EQ(*run(people->ids_of(project, numbers)), ids);
  EXPECT_TRUE(run(people->ids_of(project, {{numbers[0].first, 99'999}}))->front().value.is_nil());
}

TEST_F(user, of_another_project_is_another) {
  const auto made = saved(by_external_id("u-1"));
  const auto other = project_id::make(from_unix_ms(1'700'000'000'001));
  EXPECT_EQ(run(people->find(other, made.id)).error().code, errc::not_found);
  const auto theirs = run(people->upsert(other, by_external_id("u-1")));
  ASSERT_TRUE(theirs);
  EXPECT_NE(theirs->id, made.id);
}

TEST_F(user, many_are_upserted_at_once_in_order) {
  std::vector<user_fields> fields;
  for (int i = 0; i < 500; ++i) {
    const auto name = std::to_string(i % 400);
    fields.push_back(i % 3 == 0   ? by_external_id(name)
                     : i % 3 == 1 ? by_email(name + "@x")
                                  : by_both(name, name + "@x"));
  }
  fields.push_back({});
  const auto refs = run(people->upsert_many(project, fields));
  ASSERT_EQ(refs.size(), 501U);
  EXPECT_EQ(refs.back().error().code, errc::invalid_argument);
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(refs[i]) << i << refs[i].error().detail;
    const auto found = run(people->find(project, refs[i]->id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, refs[i]->number);
    EXPECT_EQ(refs[i]->where, queue::partition_of(project, refs[i]->id));
  }
}

}  // namespace
}  // namespace carillon::store
