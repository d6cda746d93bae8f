// Users that are deleted, and what does not bring them back.
#include <gmock/gmock.h>

#include "store/jwt_registry.hpp"
#include "tests/store/user_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::store {
namespace {

using user = users_test;
using namespace std::chrono_literals;

class deleted_user : public user {
 protected:
  void make_and_remove(user_fields fields) {
    before = *run(people->clock());
    ASSERT_TRUE(run(people->remove(project, saved(std::move(fields)).id)));
    after = *run(people->clock()) + 1s;
  }
  errc admitted(const std::string& external_id, const std::string& email, std::optional<timestamp> issued) {
    const auto outcome = run(people->admit(project, external_id, email, issued));
    return outcome ? errc{} : outcome.error().code;
  }
  bool is_made(user_fields fields, std::optional<timestamp> said) {
    return run(people->upsert(project, std::move(fields), said)).has_value();
  }
  timestamp before, after;
};

TEST_F(user, deleted_after_a_takeover_frees_both_identities) {
  saved(by_email("a@example.com"));
  const auto made = saved(by_both("u-1", "a@example.com"));
  ASSERT_TRUE(run(people->remove(project, made.id)));
  const auto again = saved(by_external_id("u-1"));
  EXPECT_NE(again.id, made.id);  // derived from the external_id now
  EXPECT_EQ(run(people->find_by_identity(project, "", "a@example.com")).error().code, errc::not_found);
}

TEST_F(user, deleted_leaves_its_number_unused_for_ever) {
  const auto made = saved(by_both("u-1", "a@example.com"));
  ASSERT_TRUE(run(people->remove(project, made.id)));
  EXPECT_EQ(run(people->find(project, made.id)).error().code, errc::not_found);
  EXPECT_EQ(run(people->remove(project, made.id)).error().code, errc::not_found);
  EXPECT_EQ(run(people->find_by_identity(project, "", "a@example.com")).error().code, errc::not_found);

  const auto again = saved(by_both("u-1", "a@example.com"));
  EXPECT_EQ(again.id, made.id);
  EXPECT_GT(again.number, made.number);
  const auto where = queue::partition_of(project, made.id);
  EXPECT_THAT(*run(people->ids_of(project, {{where, made.number}, {where, again.number}})),
              testing::ElementsAre(made.id, made.id));
}

TEST_F(user, deleted_from_a_full_redis_is_gone_with_all_it_had) {
  const auto made = saved(by_both("u-1", "a@example.com"));
  {
    const test::full_redis full(server());
    const auto removed = run(people->remove(project, made.id));
    ASSERT_TRUE(removed) << removed.error().detail;
  }
  EXPECT_EQ(run(people->find(project, made.id)).error().code, errc::not_found);
  EXPECT_EQ(run(people->find_by_identity(project, "", "a@example.com")).error().code, errc::not_found);
}

TEST_F(deleted_user, is_not_made_again_by_what_was_said_before) {
  for (const auto& who :
       {by_external_id("u-1"), by_email("A@example.com"), by_both("u-2", "b@example.com")}) {
    make_and_remove(who);
    EXPECT_FALSE(is_made(who, before));
    EXPECT_TRUE(is_made(who, after));
    EXPECT_TRUE(is_made(who, before));  // it is there
  }
}

TEST_F(deleted_user, is_made_again_by_whoever_says_so_now) {
  make_and_remove(by_both("u-1", "a@example.com"));
  EXPECT_TRUE(is_made(by_both("u-1", "a@example.com"), std::nullopt));
}

TEST_F(deleted_user, is_not_made_again_by_another_spelling_or_with_an_external_id) {
  make_and_remove(by_email("Dan@Example.com"));
  EXPECT_FALSE(is_made(by_email("dan@example.com"), before));
  EXPECT_FALSE(is_made(by_both("u-1", "DAN@example.com"), before));  // would have taken it over
  EXPECT_TRUE(is_made(by_external_id("u-1"), before));
}

TEST_F(deleted_user, does_not_take_others_of_its_email_along) {
  saved(by_both("u-1", "family@example.com"));
  make_and_remove(by_both("u-2", "family@example.com"));
  EXPECT_TRUE(is_made(by_both("u-1", "family@example.com"), before));
  EXPECT_TRUE(is_made(by_both("u-3", "family@example.com"), before));
  EXPECT_FALSE(is_made(by_both("u-2", "family@example.com"), before));
}

TEST_F(deleted_user, that_was_taken_over_stays_deleted_by_both_identities) {
  saved(by_email("a@example.com"));
  make_and_remove(by_both("u-1", "a@example.com"));
  EXPECT_FALSE(is_made(by_external_id("u-1"), before));
  EXPECT_FALSE(is_made(by_email("a@example.com"), before));
}

TEST_F(deleted_user, is_not_admitted_with_an_old_token) {
  make_and_remove(by_both("u-1", "a@example.com"));
  const auto in_that_second = std::chrono::floor<std::chrono::seconds>(before);
  for (const auto& [external_id, email] :
       {std::pair("u-1", ""), std::pair("", "A@example.com"), std::pair("u-1", "x@y")}) {
    EXPECT_EQ(admitted(external_id, email, before - 5s), errc::unauthenticated) << external_id << email;
    EXPECT_EQ(admitted(external_id, email, in_that_second), errc::unauthenticated) << external_id << email;
    EXPECT_EQ(admitted(external_id, email, std::nullopt), errc::unauthenticated) << external_id << email;
  }
  EXPECT_EQ(run(people->find_by_identity(project, "u-1", "")).error().code, errc::not_found);
  EXPECT_EQ(admitted("u-1", "", after), errc{});
}

TEST_F(deleted_user, made_again_admits_new_tokens_alone) {
  make_and_remove(by_both("u-1", "a@example.com"));
  saved(by_both("u-1", "a@example.com"));
  EXPECT_EQ(admitted("u-1", "", before - 5s), errc::unauthenticated);
  EXPECT_EQ(admitted("", "a@example.com", before - 5s), errc::unauthenticated);
  EXPECT_EQ(admitted("u-1", "", after), errc{});
  EXPECT_EQ(admitted("u-1", "", std::nullopt), errc{});  // says nothing of its age
}

TEST_F(deleted_user, is_told_by_the_email_of_a_token_only_if_that_led_to_it) {
  saved(by_external_id("u-2"));
  make_and_remove(by_email("a@example.com"));
  EXPECT_EQ(admitted("u-2", "a@example.com", before - 5s), errc{});                 // u-2 is there
  EXPECT_EQ(admitted("u-3", "a@example.com", before - 5s), errc::unauthenticated);  // would have been it
}

TEST_F(deleted_user, has_none_of_the_tokens_we_issued) {
  jwt_registry registry(client(), names);
  const auto made = saved(by_external_id("u-1"));
  const auto other = saved(by_external_id("u-2"));
  const jwt_record theirs{jwt_id::make(now()), "", other.id, now(), {}, {}};
  ASSERT_TRUE(run(registry.add(project, theirs)));
  std::vector<jwt_id> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(jwt_id::make(now()));
    ASSERT_TRUE(run(registry.add(project, {ids.back(), "", made.id, now(), {}, {}})));
  }
  ASSERT_TRUE(run(people->remove(project, made.id)));
  for (const auto& id : ids) EXPECT_FALSE(*run(registry.is_user_token_valid(project, id, {})));
  EXPECT_TRUE(*run(registry.is_user_token_valid(project, theirs.id, {})));
  EXPECT_TRUE(run(registry.list(project, made.id))->empty());
}

}  // namespace
}  // namespace carillon::store
