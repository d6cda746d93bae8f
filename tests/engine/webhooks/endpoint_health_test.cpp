#include "engine/webhooks/endpoint_health.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using kind = call_verdict::kind;

class health : public ::testing::Test {
 protected:
  void hear(kind what, std::chrono::milliseconds pause = 0ms) {
    call_verdict verdict;
    verdict.what = what;
    verdict.status = what == kind::delivered ? 200 : 500;
    verdict.pause = pause;
    one.hear(verdict, time, clock);
  }
  void pass(std::chrono::milliseconds duration) {
    time += duration;
    clock += duration;
  }
  timestamp time = from_unix_ms(1'700'000'000'000);
  steady_time clock{1h};
  endpoint_health one{{}, 4, 5 * 24h};
};

TEST_F(health, gives_more_calls_at_a_time_while_they_go_well) {
  EXPECT_TRUE(one.admit(0, clock));
  EXPECT_FALSE(one.admit(1, clock));
  for (unsigned count = 0; count < 5; ++count) hear(kind::delivered);
  EXPECT_TRUE(one.admit(3, clock));
  EXPECT_FALSE(one.admit(4, clock));
  for (unsigned count = 0; count < 3; ++count) hear(kind::failed);
  EXPECT_FALSE(one.admit(1, clock));
}

TEST_F(health, switches_off_what_fails_for_days_and_nothing_else) {
  hear(kind::failed);
  EXPECT_EQ(one.facts().at("failing"), "1700000000000");
  pass(4 * 24h);
  hear(kind::failed);
  EXPECT_EQ(one.switched_off(), "");
  hear(kind::delivered);
  EXPECT_EQ(one.facts().at("failing"), "");
  pass(2 * 24h);
  hear(kind::failed);
  EXPECT_EQ(one.switched_off(), "");
  pass(5 * 24h);
  hear(kind::failed);
  EXPECT_EQ(one.switched_off(), "failing");
  EXPECT_FALSE(one.admit(0, clock));
}

TEST_F(health, goes_on_where_another_worker_ended) {
  queue::endpoint_progress before;
  before.failing_since_ms = to_unix_ms(time - 5 * 24h);
  one = endpoint_health(before, 4, 5 * 24h);
  hear(kind::failed);
  EXPECT_EQ(one.switched_off(), "failing");
}

TEST_F(health, switches_off_at_once_what_is_gone) {
  hear(kind::gone);
  EXPECT_EQ(one.switched_off(), "gone");
  EXPECT_EQ(one.facts().at("off"), "gone");
}

TEST_F(health, lets_an_endpoint_rest_that_asks_for_it) {
  hear(kind::failed, 30s);
  pass(29s);
  EXPECT_FALSE(one.admit(0, clock));
  pass(1s);
  EXPECT_TRUE(one.admit(0, clock));
}

TEST_F(health, learns_nothing_of_what_never_left) {
  hear(kind::unmade);
  EXPECT_EQ(one.facts().at("last"), "");
  EXPECT_EQ(one.facts().at("failing"), "");
}

}  // namespace
}  // namespace carillon::engine
