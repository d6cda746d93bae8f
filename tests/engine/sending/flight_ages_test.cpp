#include "engine/sending/flight_ages.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

TEST(flight_ages, counts_those_that_began_more_than_a_second_ago) {
  flight_ages ages;
  const steady_time start(1h);
  ages.begin(start);
  ages.begin(start + 400ms);
  EXPECT_EQ(ages.old(start + 900ms), 0U);
  ages.begin(start + 1'400ms);
  EXPECT_EQ(ages.old(start + 1'600ms), 2U);
  EXPECT_EQ(ages.old(start + 1h), 3U);
}

TEST(flight_ages, forgets_those_that_end_whenever_they_began) {
  flight_ages ages;
  std::vector<steady_time> all;
  for (auto when = steady_time(1h); when < steady_time(1h) + 5s; when += 70ms) {
    ages.begin(when);
    all.push_back(when);
  }
  const auto now = all.back();
  EXPECT_GT(ages.old(now), 0U);
  for (const auto when : all) ages.end(when);
  EXPECT_EQ(ages.old(now + 1h), 0U);
}

TEST(flight_ages, takes_a_start_that_was_noted_late_for_what_it_is) {
  flight_ages ages;
  ages.begin(steady_time(1h) + 10s);
  ages.begin(steady_time(1h));
  EXPECT_EQ(ages.old(steady_time(1h) + 10s), 1U);
  ages.end(steady_time(1h));
  EXPECT_EQ(ages.old(steady_time(1h) + 10s), 0U);
}

}  // namespace
}  // namespace carillon::engine
