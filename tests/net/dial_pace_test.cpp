#include "net/dial_pace.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

using namespace std::literals;

constexpr dial_pace::time_point start{1h};

TEST(dial_pace, spreads_dials_that_go_well) {
  dial_pace pace;
  EXPECT_LE(pace.next(), start);
  pace.note_dial(start, true);
  EXPECT_EQ(pace.next(), start + 100ms);
  pace.note_dial(start, false);
  EXPECT_EQ(pace.next(), start + 20ms);
}

TEST(dial_pace, dials_ever_more_rarely_what_fails_up_to_half_a_minute) {
  dial_pace pace;
  auto full = 100ms;
  for (int i = 0; i < 20; ++i) {
    pace.note_failure(start, transport_failure::tls_verify);
    EXPECT_GE(pace.next(), start + full / 2) << i;
    EXPECT_LE(pace.next(), start + full) << i;
    full = std::min<std::chrono::milliseconds>(2 * full, 30s);
  }
  EXPECT_EQ(pace.trouble(), transport_failure::tls_verify);
}

TEST(dial_pace, an_answer_ends_the_trouble) {
  dial_pace pace;
  EXPECT_EQ(pace.trouble(), std::nullopt);
  for (int i = 0; i < 5; ++i) pace.note_failure(start, transport_failure::connect);
  pace.note_answer();
  EXPECT_EQ(pace.trouble(), std::nullopt);
  pace.note_failure(start, transport_failure::connect);
  EXPECT_LE(pace.next(), start + 100ms);
}

TEST(dial_pace, forgets_everything_when_told_to) {
  dial_pace pace;
  pace.note_failure(start, transport_failure::connect);
  pace.forget();
  EXPECT_EQ(pace.trouble(), std::nullopt);
  EXPECT_LE(pace.next(), start);
}

}  // namespace
}  // namespace carillon::net
