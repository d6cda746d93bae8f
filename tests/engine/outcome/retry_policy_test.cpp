#include "engine/outcome/retry_policy.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum retry_decision::kind;

const config::retry_settings usual;  // base 2 s, cap 1 h, 8 attempts

attempt_facts facts(unsigned attempt, double dice) {
  return {.attempt = attempt, .remaining = 100h, .asked_for = std::nullopt, .dice = dice};
}

TEST(retry_policy, spreads_over_the_whole_span) {
  EXPECT_EQ(decide_retry(usual, facts(1, 0)).delay, 0ms);
  EXPECT_EQ(decide_retry(usual, facts(1, 0.5)).delay, 2s);
  EXPECT_EQ(decide_retry(usual, facts(2, 0.5)).delay, 4s);
  EXPECT_EQ(decide_retry(usual, facts(3, 0.5)).delay, 8s);
}

TEST(retry_policy, caps_at_the_maximum_delay) {
  auto patient = usual;
  patient.max_attempts = 15;
  patient.cap = 60s;
  EXPECT_EQ(decide_retry(patient, facts(14, 0.5)).delay, 30s);
}

TEST(retry_policy, gives_up_after_the_last_attempt) {
  EXPECT_EQ(decide_retry(usual, facts(7, 0.5)).what, again);
  EXPECT_EQ(decide_retry(usual, facts(8, 0.5)).what, exhausted);
}

TEST(retry_policy, says_how_long_another_one_would_wait_past_the_last_attempt) {
  EXPECT_EQ(decide_retry(usual, facts(8, 0.5)).delay, 256s);
}

TEST(retry_policy, waits_at_least_as_long_as_asked) {
  auto asked = facts(1, 0.5);
  asked.asked_for = 60s;
  EXPECT_EQ(decide_retry(usual, asked).delay, 60s);
  asked.asked_for = 1s;
  EXPECT_EQ(decide_retry(usual, asked).delay, 2s);
}

TEST(retry_policy, takes_a_retry_after_of_more_than_an_hour_for_an_hour) {
  auto asked = facts(1, 0.5);
  asked.asked_for = 45h;
  EXPECT_EQ(decide_retry(usual, asked).delay, 1h);
}

TEST(retry_policy, ignores_a_retry_after_that_would_outlive_the_delivery) {
  auto asked = facts(1, 0.5);
  asked.asked_for = 60s;
  for (const auto until_it_expires : {30s, 60s}) {
    asked.remaining = until_it_expires;
    const auto decision = decide_retry(usual, asked);
    EXPECT_EQ(decision.what, again);
    EXPECT_EQ(decision.delay, 2s);
  }
}

TEST(retry_policy, expires_what_would_come_too_late) {
  auto late = facts(5, 0.9);
  late.remaining = 10s;
  EXPECT_EQ(decide_retry(usual, late).what, expired);
  late.remaining = 0ms;
  late.dice = 0;
  EXPECT_EQ(decide_retry(usual, late).what, expired);
}

}  // namespace
}  // namespace carillon::engine
