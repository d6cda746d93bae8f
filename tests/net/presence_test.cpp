#include "net/presence.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

const steady_time start = steady_time(1h);

TEST(presence, takes_who_has_seen_nobody_for_alone) {
  presence who;
  EXPECT_TRUE(who.is_alone("a", start));
  who.see("a", start);
  who.see("a", start + 1s);
  EXPECT_TRUE(who.is_alone("a", start + 1s));
  EXPECT_FALSE(who.is_alone("b", start + 1s)) << "a is here";
}

TEST(presence, forgets_who_has_asked_nothing_for_a_while) {
  presence who;
  who.see("b", start);
  who.see("a", start + 1s);
  EXPECT_FALSE(who.is_alone("a", start + 59s));
  EXPECT_TRUE(who.is_alone("a", start + 60s));
}

TEST(presence, knows_the_last_neighbour_however_busy_somebody_is) {
  presence who;
  who.see("b", start);
  who.see("c", start);
  for (int i = 0; i < 100; ++i) who.see("a", start + i * 100ms);
  EXPECT_FALSE(who.is_alone("a", start + 10s));
  who.see("b", start + 50s);
  for (int i = 0; i < 100; ++i) who.see("a", start + 60s);
  EXPECT_FALSE(who.is_alone("a", start + 100s));
  EXPECT_TRUE(who.is_alone("a", start + 110s));
}

}  // namespace
}  // namespace carillon::net
