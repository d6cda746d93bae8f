#include "engine/parts/pulse.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

const auto later = [] { return std::chrono::steady_clock::now() + 90s; };

TEST(pulse, has_no_trouble_before_the_roles_begin) {
  const pulse unborn;
  EXPECT_EQ(unborn.trouble(later(), 60s), std::nullopt);
}

TEST(pulse, is_patient) {
  pulse beating;
  beating.begin();
  beating.holds(work::open, 3);
  EXPECT_EQ(beating.trouble(later(), 100s), std::nullopt);
}

TEST(pulse, tells_which_work_waits) {
  pulse beating;
  beating.begin();
  beating.holds(work::ready, 1);
  EXPECT_EQ(beating.trouble(later(), 60s).value_or("").substr(0, 36), "jobs are ready and none was taken fo");
  beating.holds(work::ready, 0);
  beating.holds(work::open, 1);
  EXPECT_EQ(beating.trouble(later(), 60s).value_or("").substr(0, 33), "jobs are open and none got furthe");
  beating.holds(work::open, 0);
  beating.holds(work::planned, 1);
  EXPECT_EQ(beating.trouble(later(), 60s).value_or("").substr(0, 26), "broadcasts are being plann");
}

TEST(pulse, tells_which_role_stands_still) {
  pulse beating;
  beating.begin();
  EXPECT_EQ(beating.trouble(later(), 60s).value_or("").substr(0, 34), "the dispatcher did not come round ");
}

}  // namespace
}  // namespace carillon::engine
