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
    return *run(people->list(project, after, before, limit, most_bytes, ""));
  }
  std::unique_ptr<users> people;
  std::size_t most_bytes = 2 << 20;
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

TEST_F(user_listing, ends_a_page_that_has_enough_bytes_and_goes_on_there_either_way) {
  const json attributes = {{"wide", std::string(10'000, 'x')}};
  std::set<user_id> made;
  for (int i = 0; i < 60; ++i) {
    auto fields = by_external_id("u-" + std::to_string(i));
    fields.custom_attributes = attributes;
    made.insert(run(people->upsert(project, std::move(fields)))->id);
  }
  most_bytes = 95'000;
  std::vector<user_id> forward, backward;
  place at, last;
  do {
    const auto one = page(at, {}, 100);
    EXPECT_LE(one.rows.size(), 10U);
    EXPECT_EQ(one.previous.has_value(), at.has_value());
    for (const auto& id : ids_of(one)) forward.push_back(id);
    last = one.previous;
    at = one.next;
  } while (at);
  EXPECT_EQ(std::set<user_id>(forward.begin(), forward.end()), made);
  EXPECT_EQ(forward.size(), made.size());
  while (last) {
    const auto one = page({}, last, 100);
    EXPECT_LE(one.rows.size(), 10U);
    EXPECT_TRUE(one.next);
    const auto ids = ids_of(one);
    backward.insert(backward.begin(), ids.begin(), ids.end());
    last = one.previous;
  }
  forward.resize(backward.size());
  EXPECT_EQ(backward, forward);
}

TEST_F(user_listing, shows_one_row_however_large_it_is) {
  make(3);
  most_bytes = 0;
  EXPECT_EQ(page({}, {}, 10).rows.size(), 1U);
}

TEST_F(user_listing, filters_by_either_identity) {
  make(5);
  ASSERT_TRUE(run(people->upsert(project, by_both("a", "same@example.com"))));
  ASSERT_TRUE(run(people->upsert(project, by_both("b", "same@example.com"))));
  EXPECT_EQ(run(people->list(project, {}, {}, 10, most_bytes, "u-3"))->rows.front().external_id, "u-3");
  EXPECT_EQ(run(people->list(project, {}, {}, 10, most_bytes, "same@example.com"))->rows.size(), 2U);
  EXPECT_TRUE(run(people->list(project, {}, {}, 10, most_bytes, "nobody"))->rows.empty());
}

}  // namespace
}  // namespace carillon::store
