#include "engine/outcome/retry_budget.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

unsigned spend_all(retry_budget& budget, steady_time now) {
  unsigned spent = 0;
  while (spent < 1'000'000 && budget.may_spend(now)) {
    budget.spend(now);
    ++spent;
  }
  return spent;
}

TEST(retry_budget, allows_ten_a_second_of_ten_seconds_to_whoever_sends_nothing_else) {
  retry_budget budget;
  EXPECT_EQ(spend_all(budget, start), 100U);
  EXPECT_EQ(spend_all(budget, start + 9s), 0U);
  EXPECT_EQ(spend_all(budget, start + 10s), 100U);
}

TEST(retry_budget, allows_a_tenth_of_the_first_attempts_more) {
  retry_budget budget;
  for (int each = 0; each < 5'000; ++each) budget.note_first_attempt(start);
  EXPECT_NEAR(spend_all(budget, start + 1s), 600U, 1);
}

TEST(retry_budget, forgets_first_attempts_of_ten_seconds_ago) {
  retry_budget budget;
  for (int each = 0; each < 5'000; ++each) budget.note_first_attempt(start);
  EXPECT_EQ(spend_all(budget, start + 10s), 100U);
}

TEST(retry_budget, lets_every_retry_through_while_they_go_well) {
  retry_budget budget;
  for (int each = 0; each < 10'000; ++each) {
    ASSERT_TRUE(budget.may_spend(start));
    budget.spend(start);
    budget.give_back(start);
  }
}

TEST(retry_budget, gives_back_no_more_than_was_spent) {
  retry_budget budget;
  for (int each = 0; each < 1'000; ++each) budget.give_back(start);
  EXPECT_EQ(spend_all(budget, start), 100U);
}

}  // namespace
}  // namespace carillon::engine
