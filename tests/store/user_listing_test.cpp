#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class user_listing : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
  }
  void make(int count) {
    std::vector<user_fields> fields;
    for (int i = 0; i < count; ++i) fields.push_back(by_external_id("u-" + std::to_string(i)));
    const auto made = run(people->upsert_many(project, std::move(fields)));
    for (const auto& one : made) ASSERT_TRUE(one);
  }
  using place = std::optional<users::position>;
  users::page page(place after, place before, std::size_t limit) {
    return *run(people->list(project, after, before, limit, ""));
  }
  std::unique_ptr<users> people;
};

std::vector<user_id> ids_of(const users::page& page) {
  std::vector<user_id> out;
  for (const auto& one : page.rows) out.push_back(one.id);
  return out;
}

TEST_F(user_listing, of_nobody_is_empty) {
  const auto only = page({}, {}, 10);
  EXPECT_TRUE(only.rows.empty());
  EXPECT_FALSE(only.next || only.previous);
}

TEST_F(user_listing, walks_everyone_once_there_and_back) {
  make(150);
  ASSERT_TRUE(run(people->remove(project, run(people->find_by_identity(project, "u-7", ""))->id)));
  std::vector<std::vector<user_id>> forward, backward;
  place at;
  place last;
  do {
    const auto one = page(at, {}, 20);
    EXPECT_EQ(one.previous.has_value(), at.has_value());
    forward.push_back(ids_of(one));
    last = one.previous;
    at = one.next;
  } while (at);
  EXPECT_EQ(forward.size(), 8U);
  std::set<user_id> all;
  for (const auto& ids : forward) all.insert(ids.begin(), ids.end());
  EXPECT_EQ(all.size(), 149U);

  while (last) {
    const auto one = page({}, last, 20);
    EXPECT_TRUE(one.next);
    backward.insert(backward.begin(), ids_of(one));
    last = one.previous;
  }
  forward.pop_back();
  EXPECT_EQ(backward, forward);
}

TEST_F(user_listing, filters_by_either_identity) {
  make(5);
  ASSERT_TRUE(run(people->upsert(project, by_both("a", "same@example.com"))));
  ASSERT_TRUE(run(people->upsert(project, by_both("b", "same@example.com"))));
  EXPECT_EQ(run(people->list(project, {}, {}, 10, "u-3"))->rows.front().external_id, "u-3");
  EXPECT_EQ(run(people->list(project, {}, {}, 10, "same@example.com"))->rows.size(), 2U);
  EXPECT_TRUE(run(people->list(project, {}, {}, 10, "nobody"))->rows.empty());
}

}  // namespace
}  // namespace carillon::store
