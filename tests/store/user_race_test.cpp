// Two processes upsert the same identities at once, each over its own connection.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "net/task_group.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class user_race : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    second = net::connect_redis(context, server().options());
    other_ring = std::make_unique<keyring>(*second, names, master_key());
    ASSERT_TRUE(run(other_ring->open()));
    here = std::make_unique<users>(client(), names, *ring);
    there = std::make_unique<users>(*second, names, *other_ring);
  }
  void TearDown() override {
    second->close();
    store_test::TearDown();
    second.reset();
  }

  using outcomes = std::vector<result<user_ref>>;
  std::pair<outcomes, outcomes> race(std::vector<user_fields> left, std::vector<user_fields> right) {
    std::optional<outcomes> a, b;
    net::task_group group(context);
    const auto go = [this](users& who, std::vector<user_fields> fields,
                           std::optional<outcomes>& out) -> task<> {
      out = co_await who.upsert_many(project, std::move(fields));
    };
    group.spawn("left", go(*here, std::move(left), a));
    group.spawn("right", go(*there, std::move(right), b));
    EXPECT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
    return {std::move(*a), std::move(*b)};
  }
  static std::string email(int i) { return std::to_string(i) + "@example.com"; }

  std::unique_ptr<net::redis> second;
  std::unique_ptr<keyring> other_ring;
  std::unique_ptr<users> here, there;
};

TEST_F(user_race, for_one_identity_makes_one_user) {
  std::vector<user_fields> fields;
  for (int i = 0; i < 200; ++i)
    fields.push_back(i % 2 ? by_external_id(std::to_string(i)) : by_email(email(i)));
  const auto [a, b] = race(fields, fields);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    ASSERT_TRUE(a[i] && b[i]);
    EXPECT_EQ(a[i]->id, b[i]->id);
    EXPECT_EQ(a[i]->number, b[i]->number);
  }
}

TEST_F(user_race, for_a_takeover_ends_with_one_user_an_external_id) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(run(here->upsert(project, by_email(email(i)))));
  std::vector<user_fields> both, alone, foreign;
  for (int i = 0; i < 100; ++i) {
    both.push_back(by_both("u-" + std::to_string(i), email(i)));
    alone.push_back(by_external_id("u-" + std::to_string(i)));
  }
  const auto [a, b] = race(both, alone);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(a[i] && b[i]);
    EXPECT_EQ(a[i]->id, b[i]->id) << i;
    EXPECT_EQ(run(here->find_by_identity(project, "u-" + std::to_string(i), ""))->id, a[i]->id);
  }
}

TEST_F(user_race, of_two_external_ids_for_one_email_gives_it_to_one_of_them) {
  std::vector<user_fields> left, right;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(run(here->upsert(project, by_email(email(i)))));
    left.push_back(by_both("l-" + std::to_string(i), email(i)));
    right.push_back(by_both("r-" + std::to_string(i), email(i)));
  }
  const auto [a, b] = race(left, right);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(a[i] && b[i]);
    EXPECT_NE(a[i]->id, b[i]->id) << i;
    EXPECT_EQ(run(here->find(project, a[i]->id))->external_id, *left[i].external_id);
    EXPECT_EQ(run(here->find(project, b[i]->id))->external_id, *right[i].external_id);
  }
}

TEST_F(user_race, between_an_email_and_both_identities_makes_one_user) {
  std::vector<user_fields> left, right;
  for (int i = 0; i < 200; ++i) {
    left.push_back(by_both("u-" + std::to_string(i), email(i)));
    right.push_back(by_email(email(i)));
  }
  const auto [a, b] = race(left, right);
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(a[i] && b[i]) << i;
    EXPECT_EQ(a[i]->id, b[i]->id) << i;
  }
}

TEST_F(user_race, of_two_attributes_keeps_both) {
  std::vector<user_fields> left, right;
  for (int i = 0; i < 100; ++i) {
    left.push_back(i % 2 ? by_external_id(std::to_string(i)) : by_both(std::to_string(i), email(i)));
    right.push_back(left.back());
    left.back().custom_attributes = json{{"left", i}};
    right.back().custom_attributes = json{{"right", i}};
  }
  const auto [a, b] = race(left, right);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(a[i] && b[i]) << i;
    EXPECT_EQ(run(here->find(project, a[i]->id))->custom_attributes, json({{"left", i}, {"right", i}}));
  }
}

TEST_F(user_race, of_a_deletion_and_an_old_order_ends_without_the_user) {
  std::vector<user_fields> people;
  std::vector<user_id> ids;
  for (int i = 0; i < 60; ++i) {
    people.push_back(i % 3 == 0   ? by_external_id(std::to_string(i))
                     : i % 3 == 1 ? by_email(email(i))
                                  : by_both(std::to_string(i), email(i)));
    ids.push_back(run(here->upsert(project, people.back()))->id);
  }
  const auto said = *run(here->clock());
  net::task_group group(context);
  const auto remove = [this](std::vector<user_id> whom) -> task<> {
    for (const auto& id : whom) EXPECT_TRUE(co_await here->remove(project, id));
  };
  const auto name = [this, said](std::vector<user_fields> whom) -> task<> {
    for (int turn = 0; turn < 20; ++turn) co_await there->upsert_many(project, whom, said);
  };
  group.spawn("remove", remove(ids));
  group.spawn("name", name(people));
  EXPECT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
  EXPECT_TRUE(run(here->list(project, {}, {}, 100, 2 << 20, ""))->rows.empty());
}

TEST_F(user_race, of_anything_keeps_external_ids_and_numbers_unique) {
  std::mt19937 random(7);
  const auto some = [&] {
    std::vector<user_fields> fields;
    for (int i = 0; i < 400; ++i) {
      const auto name = "u-" + std::to_string(random() % 60);
      const auto address = email(static_cast<int>(random() % 40));
      const auto kind = random() % 3;
      fields.push_back(kind == 0   ? by_external_id(name)
                       : kind == 1 ? by_email(address)
                                   : by_both(name, address));
    }
    return fields;
  };
  const auto left = some(), right = some();
  const auto [a, b] = race(left, right);
  const auto look = [&](const std::vector<user_fields>& fields, const outcomes& refs) {
    for (std::size_t i = 0; i < refs.size(); ++i) {
      if (!refs[i]) {
        EXPECT_EQ(refs[i].error().code, errc::conflict) << refs[i].error().detail;
        continue;
      }
      const auto found = run(here->find(project, refs[i]->id));
      ASSERT_TRUE(found);
      EXPECT_EQ(found->number, refs[i]->number);
      if (fields[i].external_id) EXPECT_EQ(found->external_id, *fields[i].external_id);
    }
  };
  look(left, a);
  look(right, b);
  const auto everyone = run(here->list(project, {}, {}, 1000, 2 << 20, ""));
  ASSERT_TRUE(everyone);
  std::set<std::string> external_ids;
  for (const auto& one : everyone->rows) {
    if (!one.external_id.empty()) EXPECT_TRUE(external_ids.insert(one.external_id).second) << one.external_id;
  }
}

}  // namespace
}  // namespace carillon::store
