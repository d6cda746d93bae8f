#include "engine/parts/room_watch.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

const error full(errc::unavailable,
                 "Redis answered: OOM command not allowed when used memory > 'maxmemory'.");
const error away(errc::unavailable, "the connection to Redis was lost");

class room : public ::testing::Test {
 protected:
  steady_time start = steady_time() + 1h;
  room_watch watch;
};

TEST_F(room, is_there_until_a_write_is_refused_for_want_of_it) {
  EXPECT_FALSE(watch.is_full(start));
  watch.hear(away, start);
  EXPECT_FALSE(watch.is_full(start));
  watch.hear(full, start);
  EXPECT_TRUE(watch.is_full(start));
}

TEST_F(room, is_asked_for_again_once_a_refusal_is_old) {
  watch.hear(full, start);
  EXPECT_TRUE(watch.is_full(start + room_watch::believed_for - 1ms));
  EXPECT_FALSE(watch.is_full(start + room_watch::believed_for));
}

TEST_F(room, is_there_again_once_a_write_finds_some) {
  watch.hear(full, start);
  watch.found(start + 1ms);
  EXPECT_FALSE(watch.is_full(start + 1ms));
}

TEST_F(room, is_waited_for_the_longer_the_longer_there_is_none) {
  watch.hear(full, start);
  EXPECT_EQ(watch.wait(start, 0), room_watch::least_wait);
  watch.hear(full, start + 10s);
  EXPECT_EQ(watch.wait(start + 10s, 0), 5s);
  EXPECT_EQ(watch.wait(start + 1h, 0), room_watch::longest_wait);
  watch.found(start + 1h);
  watch.hear(full, start + 2h);
  EXPECT_EQ(watch.wait(start + 2h, 0), room_watch::least_wait);
}

TEST_F(room, is_not_waited_for_by_all_jobs_until_the_same_moment) {
  watch.hear(full, start);
  EXPECT_GT(watch.wait(start, 0.5), watch.wait(start, 0));
  EXPECT_LT(watch.wait(start, 0.99), 2 * room_watch::least_wait);
}

}  // namespace
}  // namespace carillon::engine
