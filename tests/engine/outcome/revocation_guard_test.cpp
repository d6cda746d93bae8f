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
