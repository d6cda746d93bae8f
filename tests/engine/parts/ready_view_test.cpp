#include "engine/parts/ready_view.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

ready_view view_of(std::vector<std::array<std::uint32_t, 3>> counts) {
  ready_view view;
  view.renew(std::move(counts));
  return view;
}

TEST(ready_view, goes_round_the_partitions) {
  auto view = view_of({{0, 0, 2}, {0, 0, 0}, {0, 0, 2}});
  EXPECT_EQ(view.pick(lane::bulk), 0);
  EXPECT_EQ(view.pick(lane::bulk), 2);
  EXPECT_EQ(view.pick(lane::bulk), 0);
  EXPECT_EQ(view.pick(lane::high), std::nullopt);
}

TEST(ready_view, counts_down_what_was_claimed) {
  auto view = view_of({{1, 0, 0}});
  EXPECT_TRUE(view.has(lane::high));
  view.took(0, lane::high);
  view.took(0, lane::high);
  EXPECT_TRUE(view.is_empty());
}

TEST(ready_view, forgets_a_partition_that_was_empty_after_all) {
  auto view = view_of({{1, 1, 1}, {0, 0, 1}});
  view.found_empty(0);
  EXPECT_FALSE(view.has(lane::high));
  EXPECT_EQ(view.pick(lane::bulk), 1);
}

TEST(ready_view, looks_for_others_only_where_it_did_not_look_in_vain) {
  using enum ready_view::whose;
  auto view = view_of({{0, 1, 0}, {0, 1, 0}});
  view.found_none_of_others(0);
  EXPECT_EQ(view.pick(lane::standard, others), 1);
  EXPECT_EQ(view.pick(lane::standard, others), 1);
  view.found_none_of_others(1);
  EXPECT_FALSE(view.has(lane::standard, others));
  EXPECT_EQ(view.pick(lane::standard, others), std::nullopt);
  EXPECT_TRUE(view.has(lane::standard, anybodys));
  EXPECT_EQ(view.pick(lane::standard), 0);
  view.renew({{0, 1, 0}, {0, 0, 0}});
  EXPECT_EQ(view.pick(lane::standard, others), 0);
}

TEST(ready_view, is_empty_before_the_first_look) {
  EXPECT_TRUE(ready_view().is_empty());
}

TEST(ready_view, turns_every_other_time_to_what_it_heard_of_last) {
  ready_view view;
  view.renew(std::vector<std::array<std::uint32_t, 3>>(queue::partition_count, {0, 5, 0}));
  view.look_soon(40);
  view.look_soon(50);
  EXPECT_EQ(view.pick(lane::standard), 50);
  EXPECT_EQ(view.pick(lane::standard), 0);
  EXPECT_EQ(view.pick(lane::standard), 40);
  EXPECT_EQ(view.pick(lane::standard), 1);
  EXPECT_EQ(view.pick(lane::standard), 2) << "nothing more was heard of";
}

TEST(ready_view, counts_what_appeared_since_the_look) {
  auto view = view_of({{0, 0, 0}, {0, 0, 1}});
  view.appeared(0, lane::high, 2);
  EXPECT_EQ(view.pick(lane::high), 0);
  view.took(0, lane::high);
  EXPECT_TRUE(view.has(lane::high));
  view.took(0, lane::high);
  EXPECT_FALSE(view.has(lane::high));
}

TEST(ready_view, takes_what_appeared_for_anybodys) {
  auto view = view_of({{1, 0, 0}});
  view.found_none_of_others(0);
  EXPECT_FALSE(view.has(lane::high, ready_view::whose::others));
  view.appeared(0, lane::high, 1);
  EXPECT_TRUE(view.has(lane::high, ready_view::whose::others));
}

TEST(ready_view, knows_of_nothing_that_appeared_before_the_first_look) {
  ready_view view;
  view.appeared(3, lane::high, 1);
  EXPECT_TRUE(view.is_empty());
}

TEST(ready_view, does_not_turn_to_what_has_nothing_of_that_lane) {
  ready_view view;
  view.renew(std::vector<std::array<std::uint32_t, 3>>(queue::partition_count, {0, 5, 0}));
  view.look_soon(40);
  EXPECT_EQ(view.pick(lane::high), std::nullopt);
}

}  // namespace
}  // namespace carillon::engine
