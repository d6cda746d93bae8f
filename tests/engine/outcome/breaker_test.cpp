#include "engine/outcome/breaker.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

TEST(breaker, admits_everyone_at_first) {
  breaker rest;
  EXPECT_TRUE(rest.admit(start));
  EXPECT_TRUE(rest.admit(start));
}

TEST(breaker, pauses_for_as_long_as_the_provider_asked) {
  breaker rest;
  rest.throttle(start + 10s);
  rest.throttle(start + 5s);
  EXPECT_FALSE(rest.admit(start + 9s));
  EXPECT_EQ(rest.wait(start + 3s), 7s);
  EXPECT_TRUE(rest.admit(start + 10s));
  EXPECT_TRUE(rest.admit(start + 10s));
}

TEST(breaker, probes_with_one_after_a_refusal) {
  breaker rest;
  rest.refuse(start);
  EXPECT_FALSE(rest.admit(start + 59s));
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_FALSE(rest.admit(start + 60s));
  rest.pass(start + 60s);
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_TRUE(rest.admit(start + 60s));
}

TEST(breaker, doubles_the_pause_while_probes_fail) {
  breaker rest;
  rest.refuse(start);
  auto now = start + 60s;
  for (const auto pause : {120s, 240s, 300s, 300s}) {
    ASSERT_TRUE(rest.admit(now));
    rest.refuse(now);
    EXPECT_FALSE(rest.admit(now + pause - 1s));
    now += pause;
  }
}

TEST(breaker, counts_the_refusals_of_one_volley_once) {
  breaker rest;
  rest.refuse(start);
  rest.refuse(start + 1s);
  EXPECT_TRUE(rest.admit(start + 60s));
}

TEST(breaker, rests_again_when_it_is_refused_before_anything_was_sent) {
  breaker rest;
  rest.refuse(start);
  rest.refuse(start + 60s);  // no token was to be had
  EXPECT_FALSE(rest.admit(start + 60s + 119s));
  EXPECT_TRUE(rest.admit(start + 60s + 120s));
}

TEST(breaker, probes_again_when_a_probe_told_nothing) {
  breaker rest;
  rest.refuse(start);
  ASSERT_TRUE(rest.admit(start + 60s));
  rest.forget_probe();
  EXPECT_TRUE(rest.admit(start + 60s));
  EXPECT_FALSE(rest.admit(start + 60s));
}

TEST(breaker, waits_a_second_at_least) {
  breaker rest;
  EXPECT_EQ(rest.wait(start), 1s);
}

TEST(breaker, opens_when_half_of_twenty_requests_fail) {
  breaker rest;
  for (int each = 0; each < 10; ++each) {
    EXPECT_TRUE(rest.admit(start));
    rest.pass(start);
    rest.fail(start, false);
  }
  EXPECT_FALSE(rest.admit(start));
  EXPECT_EQ(rest.wait(start), 5s);
}

TEST(breaker, stays_closed_for_few_failures_among_many_requests) {
  breaker rest;
  for (int each = 0; each < 100; ++each) {
    rest.pass(start);
    if (each % 3 == 0) rest.fail(start, false);
  }
  EXPECT_TRUE(rest.admit(start));
}

TEST(breaker, forgets_failures_of_long_ago) {
  breaker rest;
  for (int each = 0; each < 19; ++each) rest.fail(start, false);
  rest.fail(start + 11s, false);
  EXPECT_TRUE(rest.admit(start + 11s));
}

TEST(breaker, opens_within_two_seconds_of_an_outage_however_much_went_well_before) {
  breaker rest;
  for (int each = 0; each < 10'000; ++each) rest.pass(start);
  auto now = start + 1s;
  while (now < start + 4s && rest.admit(now)) {
    rest.fail(now, false);
    rest.fail(now, false);
    rest.pass(now);  // a few still get through
    now += 10ms;
  }
  EXPECT_LE(now, start + 3s);
}

TEST(breaker, opens_when_several_messages_in_a_row_fail_however_slowly) {
  breaker rest;
  rest.pass(start);
  auto now = start;
  for (int each = 0; each < 5; ++each) {
    ASSERT_TRUE(rest.admit(now));
    rest.fail(now += 20s, false, each < 2);
  }
  EXPECT_FALSE(rest.admit(now));
}

TEST(breaker, stays_closed_when_one_message_fails_again_and_again) {
  breaker rest;
  rest.pass(start);
  for (int each = 0; each < 15; ++each) rest.fail(start + each * 20s, false, each == 0);
  EXPECT_TRUE(rest.admit(start + 300s));
}

TEST(breaker, stays_closed_when_all_of_a_connection_fail_at_once) {
  breaker rest;
  for (int each = 0; each < 300; ++each) rest.pass(start);
  for (int each = 0; each < 100; ++each) rest.fail(start + 100ms, false, true);
  EXPECT_TRUE(rest.admit(start + 100ms));
}

TEST(breaker, learns_nothing_from_answers_to_what_was_sent_before_it_opened) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  rest.pass(start + 1s);
  EXPECT_FALSE(rest.admit(start + 4s));
}

TEST(breaker, blames_the_message_only_where_others_are_served) {
  breaker rest;
  EXPECT_FALSE(rest.is_serving(start)) << "nobody was served yet";
  for (int each = 0; each < 9; ++each) rest.pass(start);
  for (int each = 0; each < 3; ++each) rest.put_off(start, false);
  EXPECT_TRUE(rest.is_serving(start + 10s));
  EXPECT_FALSE(rest.is_serving(start + 11s)) << "that was long ago";
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  EXPECT_FALSE(rest.is_serving(start));
}

TEST(breaker, opens_when_nobody_can_be_connected_to) {
  breaker rest;
  for (int each = 0; each < 4; ++each) rest.fail(start, true);
  EXPECT_TRUE(rest.admit(start));
  rest.fail(start, true);
  EXPECT_FALSE(rest.admit(start));
}

TEST(breaker, probes_an_outage_with_three_and_closes_when_one_passes) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  for (int each = 0; each < 3; ++each) EXPECT_TRUE(rest.admit(start + 5s));
  EXPECT_FALSE(rest.admit(start + 5s));
  rest.pass(start + 5s);
  for (int each = 0; each < 10; ++each) EXPECT_TRUE(rest.admit(start + 5s));
}

TEST(breaker, lets_what_waited_through_by_and_by) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  ASSERT_TRUE(rest.admit(start + 5s));
  rest.pass(start + 5s);
  unsigned admitted = 0;
  while (admitted < 1'000 && rest.admit(start + 5s)) ++admitted;
  EXPECT_EQ(admitted, 10U);
  EXPECT_TRUE(rest.is_starting(start + 5s));
  EXPECT_EQ(rest.wait(start + 5s), 1s);
  EXPECT_TRUE(rest.admit(start + 6s));
}

TEST(breaker, sends_half_as_much_after_each_call_for_a_pause) {
  breaker rest;
  for (int each = 0; each < 100; ++each) rest.pass(start);
  // Those in flight are told the same.
  for (int each = 0; each < 30; ++each) rest.slow_down(start + 1s, start);
  unsigned admitted = 0;
  while (admitted < 1'000 && rest.admit(start + 1s)) ++admitted;
  EXPECT_EQ(admitted, 50U);
}

TEST(breaker, has_those_wait_longer_whose_probes_are_not_answered_yet) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  rest.admit(start + 5s);
  rest.fail(start + 5s, false);
  for (int each = 0; each < 3; ++each) ASSERT_TRUE(rest.admit(start + 15s));
  EXPECT_EQ(rest.wait(start + 15s), 2500ms);
}

TEST(breaker, doubles_the_pause_of_an_outage_up_to_half_a_minute) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  auto now = start + 5s;
  for (const auto pause : {10s, 20s, 30s, 30s}) {
    ASSERT_TRUE(rest.admit(now));
    rest.fail(now, false);
    EXPECT_FALSE(rest.admit(now + pause - 1s));
    now += pause;
  }
}

TEST(breaker, keeps_a_pause_that_was_asked_for_when_an_outage_ends) {
  breaker rest;
  for (int each = 0; each < 5; ++each) rest.fail(start, true);
  rest.throttle(start + 30s);
  rest.pass(start + 5s);
  EXPECT_FALSE(rest.admit(start + 29s));
  EXPECT_TRUE(rest.admit(start + 30s));
}

}  // namespace
}  // namespace carillon::engine
