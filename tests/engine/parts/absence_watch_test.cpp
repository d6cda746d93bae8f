#include "engine/parts/absence_watch.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using owners = std::vector<std::string>;

class absence : public ::testing::Test {
 protected:
  steady_time start = steady_time() + 1h;
  absence_watch watch;
};

TEST_F(absence, is_believed_after_several_looks) {
  watch.look(start, {{"a", false}, {"b", true}});
  watch.look(start + 1s, {{"a", false}, {"b", true}});
  EXPECT_EQ(watch.gone(start + 10s), owners{});
  watch.look(start + 2s, {{"a", false}, {"b", true}});
  EXPECT_EQ(watch.gone(start + 2s), owners{"a"});
}

TEST_F(absence, is_not_believed_in_less_time_than_a_connection_takes_to_come_back) {
  for (auto at = 0ms; at < 1400ms; at += 100ms) watch.look(start + at, {{"a", false}});
  EXPECT_EQ(watch.gone(start + 1400ms), owners{});
  EXPECT_EQ(watch.gone(start + 1500ms), owners{"a"});
}

TEST_F(absence, ends_when_its_owner_is_seen_or_our_sight_was_broken) {
  for (const auto is_there : {false, false, true, false, false}) {
    start += 1s;
    watch.look(start, {{"a", is_there}});
  }
  EXPECT_EQ(watch.gone(start), owners{});
  watch.look(start + 1s, {{"a", false}});
  EXPECT_EQ(watch.gone(start + 1s), owners{"a"});
  watch.forget();
  EXPECT_EQ(watch.gone(start + 1s), owners{});
}

}  // namespace
}  // namespace carillon::engine
