#include "base/vocabulary.hpp"

#include <gtest/gtest.h>

namespace carillon {
namespace {

TEST(vocabulary, reads_the_channels_it_writes) {
  for (int number = 1; number <= 7; ++number) {
    const auto value = static_cast<channel>(number);
    EXPECT_EQ(parse_channel(to_string(value)), value);
  }
  EXPECT_EQ(to_string(channel::mobile_push), "mobile_push");
  EXPECT_EQ(parse_channel("pigeon"), std::nullopt);
  EXPECT_EQ(parse_channel(""), std::nullopt);
}

TEST(vocabulary, knows_what_is_final) {
  for (const auto open : {delivery_state::pending, delivery_state::intent, delivery_state::retry}) {
    EXPECT_FALSE(is_terminal(open));
  }
  for (const auto final_one : {delivery_state::delivered, delivery_state::failed, delivery_state::skipped,
                               delivery_state::expired, delivery_state::revoked, delivery_state::unknown}) {
    EXPECT_TRUE(is_terminal(final_one));
  }
}

TEST(vocabulary, names_lanes_as_redis_keys_do) {
  EXPECT_EQ(to_string(lane::high), "hi");
  EXPECT_EQ(to_string(lane::standard), "std");
  EXPECT_EQ(to_string(lane::bulk), "bulk");
}

}  // namespace
}  // namespace carillon
