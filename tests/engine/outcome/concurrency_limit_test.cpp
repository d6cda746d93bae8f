#include "engine/outcome/concurrency_limit.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

/// One that is made use of as far as it goes, before an origin that answers after so long.
class busy_origin {
 public:
  void answer(int times, std::chrono::milliseconds after, bool is_well = true) {
    for (int each = 0; each < times; ++each) {
      while (limit.has_room(10'000)) limit.take(now);
      now += after / static_cast<int>(limit.in_flight());
      limit.hear(after, is_well);
      limit.give_back(now);
    }
  }
  concurrency_limit limit;
  steady_time now{1h};
};

TEST(concurrency_limit, grants_a_stranger_a_few) {
  busy_origin origin;
  origin.answer(1, 1ms);
  EXPECT_EQ(origin.limit.allowed(), concurrency_limit::first + 1);
}

TEST(concurrency_limit, grows_with_quick_answers) {
  busy_origin origin;
  origin.answer(1'000, 50ms);
  EXPECT_GT(origin.limit.allowed(), 1'000U);
}

TEST(concurrency_limit, grants_no_more_for_what_was_not_made_use_of) {
  concurrency_limit limit;
  for (int each = 0; each < 1'000; ++each) {
    limit.take(steady_time(1h));
    limit.hear(1ms, true);
    limit.give_back(steady_time(1h));
  }
  EXPECT_EQ(limit.allowed(), concurrency_limit::first);
}

TEST(concurrency_limit, shrinks_to_a_few_when_nothing_is_answered) {
  busy_origin origin;
  origin.answer(1'000, 1ms);
  origin.answer(200, 15s, false);
  EXPECT_EQ(origin.limit.allowed(), concurrency_limit::least);
}

TEST(concurrency_limit, shrinks_with_the_part_that_fails) {
  busy_origin seldom, often;
  for (int each = 0; each < 2'000; ++each) {
    seldom.answer(99, 1ms);
    seldom.answer(1, 1ms, false);
    often.answer(1, 1ms);
    often.answer(1, 1ms, false);
  }
  EXPECT_GT(seldom.limit.allowed(), 1'000U);
  EXPECT_LT(often.limit.allowed(), 40U);
}

TEST(concurrency_limit, shrinks_with_latency_and_comes_back) {
  busy_origin origin;
  origin.answer(1'000, 1ms);
  origin.answer(100, 5s);
  EXPECT_LE(origin.limit.allowed(), 210U);
  EXPECT_GE(origin.limit.allowed(), 150U) << "it gets on, if slowly";
  origin.answer(3'000, 1ms);
  EXPECT_GT(origin.limit.allowed(), 1'000U);
}

TEST(concurrency_limit, has_no_more_room_than_there_are_streams) {
  concurrency_limit limit;
  limit.take({});
  EXPECT_TRUE(limit.has_room(2));
  EXPECT_FALSE(limit.has_room(1));
}

TEST(concurrency_limit, is_stuck_when_nothing_ends_for_a_while) {
  concurrency_limit limit;
  steady_time now(1h);
  EXPECT_FALSE(limit.is_stuck(now)) << "nothing is asked of it";
  limit.take(now);
  limit.take(now += 500ms);
  EXPECT_FALSE(limit.is_stuck(now + 400ms));
  EXPECT_TRUE(limit.is_stuck(now += 600ms));
  limit.give_back(now);
  EXPECT_FALSE(limit.is_stuck(now));
}

TEST(concurrency_limit, takes_one_late_answer_for_little) {
  concurrency_limit limit;
  const auto answer_after = [&](std::chrono::nanoseconds took) {
    limit.take(steady_time(1h));
    limit.hear(took, true);
    limit.give_back(steady_time(1h));
  };
  for (int each = 0; each < 100; ++each) answer_after(200us);
  answer_after(20ms);  // a session of mails ended, and another one was opened
  EXPECT_LE(limit.time_for(2'500, steady_time(1h)), 1s);
  for (int each = 0; each < 100; ++each) answer_after(20ms);
  EXPECT_GE(limit.time_for(2'500, steady_time(1h)), 45s) << "it has become slow";
}

TEST(concurrency_limit, tells_when_it_will_be_somebodys_turn) {
  busy_origin origin;
  origin.answer(200, 100ms);
  while (origin.limit.has_room(50)) origin.limit.take(origin.now);
  const auto in_flight = static_cast<double>(origin.limit.in_flight());
  const auto told = origin.limit.time_for(10 * in_flight, origin.now);
  EXPECT_GE(told, 900ms);
  EXPECT_LE(told, 1'100ms);
}

}  // namespace
}  // namespace carillon::engine
