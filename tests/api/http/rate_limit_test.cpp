#include "api/http/rate_limit.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace carillon::api {
namespace {

using namespace std::chrono_literals;

const steady_time start = steady_time(1h);

TEST(rate_limit, grants_a_minutes_worth_and_refills_evenly) {
  rate_limit limit({.per_minute = 6});
  for (unsigned i = 0; i < 6; ++i) {
    const auto left = limit.take("a", start);
    EXPECT_FALSE(left.is_exceeded);
    EXPECT_EQ(left.limit, 6u);
    EXPECT_EQ(left.remaining, 5 - i);
  }
  const auto exceeded = limit.take("a", start);
  EXPECT_TRUE(exceeded.is_exceeded);
  EXPECT_EQ(exceeded.remaining, 0u);
  EXPECT_EQ(exceeded.retry_in, 10s);
  EXPECT_EQ(exceeded.full_in, 60s);
  EXPECT_TRUE(limit.take("a", start + 9s).is_exceeded);
  EXPECT_FALSE(limit.take("a", start + 10s).is_exceeded);
  EXPECT_TRUE(limit.take("a", start + 10s).is_exceeded);
}

TEST(rate_limit, never_saves_up_more_than_a_minute) {
  rate_limit limit({.per_minute = 2});
  EXPECT_FALSE(limit.take("a", start).is_exceeded);
  EXPECT_FALSE(limit.take("a", start + 24h).is_exceeded);
  EXPECT_FALSE(limit.take("a", start + 24h).is_exceeded);
  EXPECT_TRUE(limit.take("a", start + 24h).is_exceeded);
}

TEST(rate_limit, keeps_keys_apart) {
  rate_limit limit({.per_minute = 1});
  EXPECT_FALSE(limit.take("a", start).is_exceeded);
  EXPECT_FALSE(limit.take("b", start).is_exceeded);
  EXPECT_TRUE(limit.take("a", start).is_exceeded);
  EXPECT_FALSE(limit.take("", start).is_exceeded);
}

TEST(rate_limit, looks_without_taking) {
  rate_limit limit({.per_minute = 1});
  EXPECT_FALSE(limit.look("a", start).is_exceeded);
  EXPECT_FALSE(limit.look("a", start).is_exceeded);
  EXPECT_FALSE(limit.take("a", start).is_exceeded);
  EXPECT_TRUE(limit.look("a", start).is_exceeded);
  EXPECT_FALSE(limit.look("a", start + 1min).is_exceeded);
}

TEST(rate_limit, grants_nothing_while_more_was_charged_than_there_was) {
  rate_limit limit({.per_minute = 60});
  limit.charge("a", 59, start);
  EXPECT_FALSE(limit.look("a", start).is_exceeded);
  limit.charge("a", 31, start);
  const auto overdrawn = limit.look("a", start);
  EXPECT_TRUE(overdrawn.is_exceeded);
  EXPECT_EQ(overdrawn.remaining, 0u);
  EXPECT_EQ(overdrawn.retry_in, 31s);
  EXPECT_TRUE(limit.take("a", start + 30s).is_exceeded);
  EXPECT_FALSE(limit.take("a", start + 31s).is_exceeded);
}

TEST(rate_limit, of_zero_grants_everything_and_says_there_is_none) {
  rate_limit limit({.per_minute = 0});
  for (int i = 0; i < 1000; ++i) {
    const auto left = limit.take("a", start);
    EXPECT_FALSE(left.is_exceeded);
    EXPECT_EQ(left.limit, 0u);
  }
  limit.charge("a", 1000, start);
  EXPECT_FALSE(limit.look("a", start).is_exceeded);
}

TEST(rate_limit, may_be_another_one_from_now_on) {
  rate_limit limit({.per_minute = 10});
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(limit.take("a", start).is_exceeded);
  limit.set_rate(2);
  EXPECT_TRUE(limit.take("a", start).is_exceeded);
  EXPECT_EQ(limit.take("a", start + 60s).remaining, 1U) << "a minute's worth is two now";
  limit.set_rate(0);
  EXPECT_EQ(limit.take("a", start + 60s).limit, 0U);
  limit.set_rate(5);
  EXPECT_EQ(limit.take("b", start + 60s).remaining, 4U);
}

TEST(rate_limit, forgets_the_least_recently_seen_of_too_many_keys) {
  rate_limit limit({.per_minute = 1, .most_keys = 2});
  limit.take("old", start);
  limit.take("young", start);
  EXPECT_TRUE(limit.take("old", start).is_exceeded);  // now it is the younger one
  limit.take("new", start);
  EXPECT_TRUE(limit.look("old", start).is_exceeded);
  EXPECT_TRUE(limit.look("new", start).is_exceeded);
  EXPECT_FALSE(limit.look("young", start).is_exceeded);
}

TEST(rate_limit, is_not_fooled_by_a_clock_read_before_the_lock) {
  rate_limit limit({.per_minute = 60});
  for (int i = 0; i < 60; ++i) limit.take("a", start + 10s);
  EXPECT_TRUE(limit.take("a", start).is_exceeded);
  EXPECT_TRUE(limit.look("a", start).is_exceeded);
  EXPECT_FALSE(limit.take("a", start + 11s).is_exceeded);
  EXPECT_TRUE(limit.take("a", start + 11s).is_exceeded);
}

TEST(rate_limit, grants_exactly_its_number_to_many_threads) {
  rate_limit limit({.per_minute = 1000});
  std::atomic<int> granted = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) granted += !limit.take("a", start).is_exceeded;
    });
  }
  threads.clear();
  EXPECT_EQ(granted, 1000);
}

}  // namespace
}  // namespace carillon::api
