#include "engine/parts/lane_wheel.hpp"

#include <gtest/gtest.h>

#include <map>

namespace carillon::engine {
namespace {

std::map<lane, int> turns(lane_wheel& wheel, std::array<bool, 3> has_work, int count) {
  std::map<lane, int> taken;
  for (int turn = 0; turn < count; ++turn) {
    if (const auto next = wheel.next(has_work)) ++taken[*next];
  }
  return taken;
}

TEST(lane_wheel, shares_eight_to_four_to_one) {
  lane_wheel wheel;
  const auto taken = turns(wheel, {true, true, true}, 130);
  EXPECT_EQ(taken, (std::map<lane, int>{{lane::high, 80}, {lane::standard, 40}, {lane::bulk, 10}}));
}

TEST(lane_wheel, gives_idle_turns_to_the_others) {
  lane_wheel wheel;
  EXPECT_EQ(turns(wheel, {false, false, true}, 5), (std::map<lane, int>{{lane::bulk, 5}}));
  EXPECT_EQ(turns(wheel, {false, true, true}, 50),
            (std::map<lane, int>{{lane::standard, 40}, {lane::bulk, 10}}));
}

TEST(lane_wheel, lets_nobody_save_turns_up) {
  lane_wheel wheel;
  turns(wheel, {false, false, true}, 1000);
  EXPECT_EQ(wheel.next({true, false, true}), lane::high);
}

TEST(lane_wheel, has_no_turn_without_work) {
  lane_wheel wheel;
  EXPECT_EQ(wheel.next({false, false, false}), std::nullopt);
}

TEST(lane_wheel, orders_the_others_by_urgency) {
  EXPECT_EQ(starting_with(lane::bulk), (std::array{lane::bulk, lane::high, lane::standard}));
  EXPECT_EQ(starting_with(lane::standard), (std::array{lane::standard, lane::high, lane::bulk}));
}

}  // namespace
}  // namespace carillon::engine
