#include "engine/parts/breaker_board.hpp"

#include <gtest/gtest.h>

#include "base/metrics.hpp"

namespace carillon::engine {
namespace {

bool shows(provider via, int state) {
  const auto line = "\ncarillon_breaker_state{provider=\"" + std::string(to_string(via)) + "\"} " +
                    std::to_string(state) + "\n";
  return metrics::expose().find(line) != std::string::npos;
}

breaker_board::states only(provider via, breaker_state state) {
  breaker_board::states made;
  made.of(via) = state;
  return made;
}

TEST(breaker_board, shows_the_worst_that_any_worker_says) {
  breaker_board board;
  const int one = 1, two = 2;
  board.show(&one, only(provider::apns, breaker_state::half_open));
  EXPECT_TRUE(shows(provider::apns, 1));
  board.show(&two, only(provider::apns, breaker_state::open));
  EXPECT_TRUE(shows(provider::apns, 2));
  board.show(&one, only(provider::apns, breaker_state::closed));
  EXPECT_TRUE(shows(provider::apns, 2));
  board.show(&two, only(provider::apns, breaker_state::closed));
  EXPECT_TRUE(shows(provider::apns, 0));
}

TEST(breaker_board, closes_what_a_worker_that_left_had_open) {
  breaker_board board;
  const int one = 1;
  board.show(&one, only(provider::fcm, breaker_state::open));
  EXPECT_TRUE(shows(provider::fcm, 2));
  board.show(&one, {});
  EXPECT_TRUE(shows(provider::fcm, 0));
}

}  // namespace
}  // namespace carillon::engine
