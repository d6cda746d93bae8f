#include "engine/outcome/revocation_guard.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

void record(revocation_guard& guard, int count, bool was_dead) {
  for (int each = 0; each < count; ++each) guard.record(was_dead);
}

TEST(revocation_guard, judges_nothing_by_fewer_than_fifty_sends) {
  revocation_guard guard;
  record(guard, 49, true);
  EXPECT_FALSE(guard.is_holding());
  guard.record(true);
  EXPECT_TRUE(guard.is_holding());
}

TEST(revocation_guard, holds_above_a_fifth_and_not_at_it) {
  revocation_guard guard;
  record(guard, 80, false);
  record(guard, 20, true);
  EXPECT_FALSE(guard.is_holding());
  guard.record(true);
  EXPECT_TRUE(guard.is_holding());
}

TEST(revocation_guard, believes_more_than_half_of_ten_sends_of_an_origin_that_an_address_brought) {
  revocation_guard guard(revocation_guard::of_origin);
  record(guard, 9, true);
  EXPECT_FALSE(guard.is_holding());
  record(guard, 9, false);
  EXPECT_FALSE(guard.is_holding());
  guard.record(true);
  EXPECT_TRUE(guard.is_holding());
}

TEST(revocation_guard, tells_others_once_what_it_saw) {
  revocation_guard guard;
  record(guard, 30, false);
  record(guard, 10, true);
  const auto first = guard.take_untold();
  EXPECT_EQ(first.sends, 40U);
  EXPECT_EQ(first.dead, 10U);
  EXPECT_EQ(guard.untold().sends, 0U);
  record(guard, 1, true);
  EXPECT_EQ(guard.take_untold().dead, 1U);
}

TEST(revocation_guard, tells_less_of_what_it_kept_for_long_and_keeps_the_share) {
  revocation_guard guard;
  for (int round = 0; round < 1000; ++round) {
    record(guard, 9, false);
    record(guard, 1, true);
  }
  const auto told = guard.take_untold();
  EXPECT_LE(told.sends, revocation_guard::recent_sends);
  EXPECT_NEAR(static_cast<double>(told.dead) / static_cast<double>(told.sends), 0.1, 0.01);
}

TEST(revocation_guard, forgets_what_is_long_ago) {
  revocation_guard guard;
  record(guard, 200, true);
  EXPECT_TRUE(guard.is_holding());
  record(guard, 500, false);
  EXPECT_FALSE(guard.is_holding());
  record(guard, 100, true);
  EXPECT_FALSE(guard.is_holding());
  guard.record(true);
  EXPECT_TRUE(guard.is_holding());
}

}  // namespace
}  // namespace carillon::engine
