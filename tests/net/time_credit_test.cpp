#include "net/time_credit.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

const steady_time start = steady_time(1h);

TEST(time_credit, is_whole_at_first_and_grows_with_the_clock) {
  time_credit credit({.share = 0.1, .most_saved = 100ms});
  EXPECT_TRUE(credit.has_some("a", start));
  credit.take("a", 99ms, start);
  EXPECT_TRUE(credit.has_some("a", start));
  credit.take("a", 11ms, start);
  EXPECT_FALSE(credit.has_some("a", start + 100ms));
  EXPECT_TRUE(credit.has_some("a", start + 101ms));
}

TEST(time_credit, saves_no_more_than_its_bound) {
  time_credit credit({.share = 0.1, .most_saved = 100ms});
  credit.take("a", 1ms, start);
  credit.take("a", 100ms, start + 1h);
  EXPECT_FALSE(credit.has_some("a", start + 1h));
}

TEST(time_credit, keeps_owners_apart) {
  time_credit credit({.share = 0.1, .most_saved = 100ms});
  credit.take("a", 1s, start);
  EXPECT_FALSE(credit.has_some("a", start));
  EXPECT_TRUE(credit.has_some("b", start));
}

TEST(time_credit, remembers_debtors_among_ever_so_many) {
  time_credit credit({.share = 0.1, .most_saved = 100ms});
  credit.take("debtor", 1h, start);
  for (int i = 0; i < 5000; ++i) credit.take(std::to_string(i), 1ms, start + i * 1s);
  EXPECT_FALSE(credit.has_some("debtor", start + 5000s));
}

TEST(time_credit, is_not_fooled_by_a_clock_that_was_read_before) {
  time_credit credit({.share = 0.1, .most_saved = 100ms});
  credit.take("a", 110ms, start + 1s);
  credit.take("a", 0ms, start);
  EXPECT_FALSE(credit.has_some("a", start + 1s));
  EXPECT_TRUE(credit.has_some("a", start + 1s + 101ms));
}

}  // namespace
}  // namespace carillon::net
