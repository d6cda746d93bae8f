#include "engine/outcome/track_record.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

TEST(track_record, takes_three_of_four_for_a_service_that_serves) {
  track_record record;
  for (int each = 0; each < 12; ++each) {
    for (int well = 0; well < 3; ++well) record.note_pass(start);
    record.note_failure(start, true);
  }
  EXPECT_TRUE(record.is_serving(start));
  for (int each = 0; each < 4; ++each) {
    record.note_failure(start, true);
    record.note_pass(start);
  }
  EXPECT_FALSE(record.is_serving(start));
}

TEST(track_record, does_not_take_a_service_that_was_never_heard_of_for_one_that_serves) {
  track_record record;
  EXPECT_FALSE(record.is_serving(start));
  record.note_failure(start, true);
  EXPECT_FALSE(record.is_serving(start));
}

TEST(track_record, forgets_what_went_well_before_five_failures_in_a_row) {
  track_record record;
  for (int each = 0; each < 32; ++each) record.note_pass(start);
  for (int each = 0; each < 4; ++each) record.note_failure(start, false);
  EXPECT_TRUE(record.is_serving(start));
  record.note_failure(start, false);
  EXPECT_FALSE(record.is_serving(start));
}

TEST(track_record, hears_silence_where_several_messages_fail_for_a_second) {
  track_record record;
  record.note_failure(start, true);
  for (int each = 0; each < 9; ++each) record.note_failure(start + 1s, false);
  EXPECT_FALSE(record.is_silent(start + 1s)) << "one message";
  record.note_failure(start + 1s, true);
  EXPECT_TRUE(record.is_silent(start + 1s));
  record.note_pass(start + 1s);
  EXPECT_FALSE(record.is_silent(start + 1s));
}

}  // namespace
}  // namespace carillon::engine
