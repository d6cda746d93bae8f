#include "engine/parts/silence_watch.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

class silence : public ::testing::Test {
 protected:
  static constexpr std::int64_t epoch_ms = 1'700'000'000'000;
  /// Both clocks stand at this.
  bool heard(std::chrono::milliseconds at) { return watch.heard(start + at, epoch_ms + at.count()); }
  bool is_over(std::chrono::milliseconds at) const { return watch.is_over(start + at); }

  steady_time start = steady_time() + 1h;
  silence_watch watch{30s};
};

TEST_F(silence, is_none_while_redis_answers) {
  for (auto at = 0s; at < 100s; at += 9s) {
    EXPECT_FALSE(heard(at));
    EXPECT_TRUE(is_over(at));
  }
}

TEST_F(silence, leaves_everybody_one_lease_to_renew) {
  heard(0s);
  EXPECT_TRUE(heard(42s));
  EXPECT_FALSE(is_over(71s));
  EXPECT_TRUE(is_over(72s));
}

TEST_F(silence, is_what_a_step_of_redis_clock_looks_like) {
  heard(0s);
  EXPECT_TRUE(watch.heard(start + 1s, epoch_ms + 3'600'000));
  EXPECT_FALSE(is_over(2s));
}

TEST_F(silence, lets_nothing_asked_before_it_be_done_after_it) {
  heard(0s);
  const auto latest = watch.not_after_ms(start + 1s);
  EXPECT_GE(latest, epoch_ms + 10'000);
  EXPECT_LT(latest, epoch_ms + 12'000);
}

TEST_F(silence, does_not_keep_leases_for_ever_however_often_it_comes_back) {
  heard(0s);
  auto at = 0s;
  while (at < 300s && !(at > 20s && is_over(at))) {
    at += 11s;
    heard(at);
  }
  EXPECT_LE(at, 143s);
}

TEST_F(silence, begins_anew_for_who_starts_after_it) {
  EXPECT_TRUE(watch.begin(start, epoch_ms, epoch_ms - 42'000));
  EXPECT_FALSE(is_over(29s));
}

TEST_F(silence, is_not_supposed_where_somebody_reaped_just_now_or_nobody_ever_did) {
  EXPECT_FALSE(watch.begin(start, epoch_ms, epoch_ms - 10'000));
  EXPECT_FALSE(silence_watch(30s).begin(start, epoch_ms, std::nullopt));
  EXPECT_TRUE(is_over(0s));
}

}  // namespace
}  // namespace carillon::engine
