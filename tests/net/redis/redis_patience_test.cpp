#include "net/redis/redis_patience.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

const steady_time start{1'000s};
constexpr std::size_t mebibyte = 1024 * 1024;

TEST(redis_patience, is_the_timeout_for_what_is_small) {
  redis_patience patience(900ms);
  EXPECT_EQ(patience.deadline_for(100, start), start + 900ms);
  EXPECT_EQ(patience.deadline_for(redis_patience::free_bytes, start), start + 900ms);
}

TEST(redis_patience, grows_with_a_large_payload) {
  redis_patience patience(900ms);
  const auto deadline = patience.deadline_for(10 * mebibyte + redis_patience::free_bytes, start);
  EXPECT_EQ(deadline, start + 900ms + 2500ms);
}

TEST(redis_patience, counts_for_the_commands_behind_a_large_one_until_its_time_is_over) {
  redis_patience patience(900ms);
  patience.deadline_for(4 * mebibyte + redis_patience::free_bytes, start);
  EXPECT_EQ(patience.deadline_for(100, start), start + 900ms + 1s);
  EXPECT_EQ(patience.deadline_for(100, start + 600ms), start + 900ms + 1s);
  EXPECT_EQ(patience.deadline_for(100, start + 2s), start + 2s + 900ms);
}

TEST(redis_patience, ends_however_much_is_under_way) {
  redis_patience patience(900ms);
  for (int i = 0; i < 100; ++i) patience.deadline_for(10 * mebibyte, start);
  EXPECT_EQ(patience.deadline_for(100, start), start + 900ms + redis_patience::most_extra);
}

TEST(redis_patience, is_not_stretched_by_many_small_commands) {
  redis_patience patience(900ms);
  for (int i = 0; i < 100'000; ++i) patience.deadline_for(4'000, start);
  EXPECT_EQ(patience.deadline_for(100, start), start + 900ms);
}

}  // namespace
}  // namespace carillon::net
