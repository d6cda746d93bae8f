#include "engine/outcome/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

TEST(rate_limiter, admits_everything_without_a_ceiling) {
  rate_limiter pace({}, 1);
  for (int each = 0; each < 10'000; ++each) ASSERT_TRUE(pace.admit(start));
}

TEST(rate_limiter, admits_a_seconds_worth_and_then_as_time_passes) {
  rate_limiter pace({.items = 10}, 1);
  for (int each = 0; each < 10; ++each) EXPECT_TRUE(pace.admit(start));
  EXPECT_FALSE(pace.admit(start));
  EXPECT_TRUE(pace.admit(start + 100ms));
  EXPECT_FALSE(pace.admit(start + 100ms));
}

TEST(rate_limiter, counts_requests_apart_from_their_items) {
  rate_limiter pace({.items = 100, .requests = 2}, 1);
  EXPECT_TRUE(pace.admit(start));
  for (int each = 0; each < 50; ++each) EXPECT_TRUE(pace.admit_another(start));
  EXPECT_TRUE(pace.admit(start));
  EXPECT_FALSE(pace.admit(start));
  EXPECT_TRUE(pace.admit_another(start));
}

TEST(rate_limiter, divides_the_ceiling_among_those_who_share_it) {
  rate_limiter pace({.items = 10}, 5);
  EXPECT_TRUE(pace.admit(start));
  EXPECT_TRUE(pace.admit(start));
  EXPECT_FALSE(pace.admit(start));
}

TEST(rate_limiter, lets_many_wait_longer_than_few) {
  rate_limiter pace({.items = 10}, 1);
  while (pace.admit(start)) continue;
  EXPECT_EQ(pace.wait(), 1s);
  for (int each = 0; each < 99; ++each) (void)pace.admit(start);
  EXPECT_EQ(pace.wait(), 10s);
  for (int each = 0; each < 10'000; ++each) (void)pace.admit(start);
  EXPECT_EQ(pace.wait(), 60s);
}

}  // namespace
}  // namespace carillon::engine
