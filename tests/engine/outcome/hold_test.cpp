#include "engine/outcome/hold.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

TEST(hold, admits_everyone_at_first) {
  hold rest;
  EXPECT_TRUE(rest.admit(start));
  EXPECT_TRUE(rest.admit(start));
}

TEST(hold, pauses_for_as_long_as_the_provider_asked) {
  hold rest;
  rest.throttle(start + 10s);
  rest.throttle(start + 5s);
  EXPECT_FALSE(rest.admit(start + 9s));
  EXPECT_EQ(rest.wait(start + 3s), 7s);
  EXPECT_TRUE(rest.admit(start + 10s));
  EXPECT_TRUE(rest.admit(start + 10s));
}

TEST(hold, probes_with_one_after_a_refusal) {
  hold rest;
  rest.refuse(start);
  EXPECT_FALSE(rest.admit(start + 59s));
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_FALSE(rest.admit(start + 60s));
  rest.pass();
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_TRUE(rest.admit(start + 60s));
}

TEST(hold, doubles_the_pause_while_probes_fail) {
  hold rest;
  rest.refuse(start);
  auto now = start + 60s;
  for (const auto pause : {120s, 240s, 300s, 300s}) {
    ASSERT_TRUE(rest.admit(now));
    rest.refuse(now);
    EXPECT_FALSE(rest.admit(now + pause - 1s));
    now += pause;
  }
}

TEST(hold, counts_the_refusals_of_one_volley_once) {
  hold rest;
  rest.refuse(start);
  rest.refuse(start + 1s);
  EXPECT_TRUE(rest.admit(start + 60s));
}

TEST(hold, probes_again_when_a_probe_told_nothing) {
  hold rest;
  rest.refuse(start);
  ASSERT_TRUE(rest.admit(start + 60s));
  rest.forget_probe();
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_FALSE(rest.admit(start + 60s));
}

TEST(hold, waits_a_second_at_least) {
  hold rest;
  EXPECT_EQ(rest.wait(start), 1s);
}

}  // namespace
}  // namespace carillon::engine
