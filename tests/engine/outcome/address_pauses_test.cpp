#include "engine/outcome/address_pauses.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
const steady_time start{100h};

TEST(address_pauses, hold_up_one_address_and_no_other) {
  address_pauses pauses;
  EXPECT_LE(pauses.left(1, start), 0ms);
  pauses.pause(1, start + 30s, start);
  pauses.pause(1, start + 10s, start);
  EXPECT_EQ(pauses.left(1, start), 30s);
  EXPECT_LE(pauses.left(2, start), 0ms);
  EXPECT_LE(pauses.left(1, start + 30s), 0ms);
}

TEST(address_pauses, forget_first_what_ends_first) {
  address_pauses pauses;
  for (std::uint64_t each = 0; each < address_pauses::most; ++each) {
    pauses.pause(each, start + std::chrono::seconds(each + 1), start);
  }
  pauses.pause(1'000'000, start + 5s, start);
  EXPECT_LE(pauses.left(0, start), 0ms);
  EXPECT_EQ(pauses.left(1'000'000, start), 5s);
  EXPECT_EQ(pauses.left(1, start), 2s);
}

}  // namespace
}  // namespace carillon::engine
