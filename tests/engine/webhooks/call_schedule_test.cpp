#include "engine/webhooks/call_schedule.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

TEST(call_schedule, is_that_of_standard_webhooks) {
  const std::chrono::milliseconds wanted[] = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
  for (unsigned attempts = 1; attempts < most_calls; ++attempts) {
    EXPECT_EQ(wait_after(attempts, 0), wanted[attempts - 1]) << attempts;
    EXPECT_GT(*wait_after(attempts, 0.9), wanted[attempts - 1]) << attempts;
    EXPECT_LE(*wait_after(attempts, 0.99), wanted[attempts - 1] * 11 / 10) << attempts;
  }
  EXPECT_FALSE(wait_after(most_calls, 0));
}

TEST(call_schedule, waits_no_less_than_it_was_asked_to) {
  EXPECT_EQ(wait_after(1, 0, 60s), 60s);
  EXPECT_EQ(wait_after(2, 0, 60s), 5min);
}

}  // namespace
}  // namespace carillon::engine
