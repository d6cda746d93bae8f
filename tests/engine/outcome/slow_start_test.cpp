#include "engine/outcome/slow_start.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

unsigned admitted(slow_start& pace, steady_time now, unsigned most = 100'000) {
  unsigned count = 0;
  while (count < most && pace.may_admit(now)) {
    pace.admit(now);
    ++count;
  }
  return count;
}
void have_passed(slow_start& pace, steady_time now, unsigned count) {
  for (unsigned each = 0; each < count; ++each) pace.note_pass(now);
}

TEST(slow_start, is_nobodys_business_before_anything_happened) {
  slow_start pace;
  EXPECT_EQ(admitted(pace, start, 1'000), 1'000U);
}

TEST(slow_start, begins_as_before_and_doubles_each_second) {
  slow_start pace;
  have_passed(pace, start, 200);
  have_passed(pace, start + 1s, 50);  // an outage began within that second
  pace.begin(start + 600s);
  EXPECT_EQ(admitted(pace, start + 600s), 200U);
  EXPECT_EQ(admitted(pace, start + 600'900ms), 0U);
  EXPECT_EQ(admitted(pace, start + 601s), 400U);
  EXPECT_EQ(admitted(pace, start + 603s), 1600U);
}

TEST(slow_start, forgets_a_good_second_by_and_by) {
  slow_start pace;
  have_passed(pace, start, 1'000);
  for (int second = 1; second <= 60; ++second) have_passed(pace, start + second * 1s, 50);
  pace.begin(start + 600s);
  EXPECT_EQ(admitted(pace, start + 600s), 50U);
}

TEST(slow_start, begins_with_ten_where_nobody_knows_how_many_were_usual) {
  slow_start pace;
  pace.note_pass(start);  // the probe
  pace.begin(start);
  EXPECT_EQ(admitted(pace, start), 10U);
}

TEST(slow_start, ends) {
  slow_start pace;
  pace.begin(start);
  EXPECT_TRUE(pace.is_under_way(start + 15s));
  EXPECT_FALSE(pace.is_under_way(start + 16s));
  EXPECT_EQ(admitted(pace, start + 16s, 1'000'000), 1'000'000U);
}

TEST(slow_start, halves_with_each_call_for_a_pause_until_something_goes_well) {
  slow_start pace;
  have_passed(pace, start, 80);
  auto now = start + 2s;
  for (const unsigned wanted : {40U, 20U, 10U, 5U, 2U, 1U, 1U}) {
    pace.begin_at_half(now);
    EXPECT_NEAR(admitted(pace, now), wanted, 1);
    now += 2s;
  }
}

}  // namespace
}  // namespace carillon::engine
