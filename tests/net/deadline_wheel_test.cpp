#include "net/deadline_wheel.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;
using time_point = deadline_wheel::time_point;

const time_point start = time_point(1000s);
time_point fake_now;

/// A wheel over a clock that stands still, and entries that count.
class deadline_wheel_test : public testing::Test {
 protected:
  struct counted {
    deadline_entry entry;
    int fired = 0;
    std::function<void()> on_fire;
  };

  deadline_wheel_test() : wheel(make()) {}
  deadline_wheel& make() {
    fake_now = start;
    made = std::make_unique<deadline_wheel>(context, [] { return fake_now; });
    return *made;
  }
  void arm(counted& target, time_point when) {
    wheel.arm(
        target.entry, when,
        [](deadline_entry&, void* owner) {
          auto& fired = *static_cast<counted*>(owner);
          ++fired.fired;
          if (fired.on_fire) fired.on_fire();
        },
        &target);
  }

  asio::io_context context;
  std::unique_ptr<deadline_wheel> made;
  deadline_wheel& wheel;
};

TEST_F(deadline_wheel_test, fires_once_never_early_and_within_a_tick) {
  for (const auto delay : {1ms, 19ms, 20ms, 21ms, 999ms, 10'000ms, 10'239ms, 10'240ms, 25'000ms, 600'000ms}) {
    counted target;
    const auto base = fake_now;
    arm(target, base + delay);
    EXPECT_TRUE(target.entry.is_armed());
    wheel.advance(base + delay - 1ms);
    EXPECT_EQ(target.fired, 0) << delay.count();
    wheel.advance(base + delay + 20ms);
    EXPECT_EQ(target.fired, 1) << delay.count();
    EXPECT_FALSE(target.entry.is_armed());
    wheel.advance(base + delay + 20s);
    EXPECT_EQ(target.fired, 1);
    fake_now = base + delay + 20s;
  }
}

TEST_F(deadline_wheel_test, a_deadline_in_the_past_fires_at_the_next_tick) {
  counted target;
  arm(target, start - 5s);
  EXPECT_EQ(target.fired, 0);
  wheel.advance(start + 20ms);
  EXPECT_EQ(target.fired, 1);
}

TEST_F(deadline_wheel_test, disarmed_entries_do_not_fire) {
  counted target;
  arm(target, start + 100ms);
  wheel.disarm(target.entry);
  wheel.disarm(target.entry);
  EXPECT_EQ(wheel.size(), 0U);
  wheel.advance(start + 1s);
  EXPECT_EQ(target.fired, 0);
}

TEST_F(deadline_wheel_test, arming_again_moves_the_deadline) {
  counted target;
  arm(target, start + 100ms);
  arm(target, start + 5s);
  EXPECT_EQ(wheel.size(), 1U);
  wheel.advance(start + 1s);
  EXPECT_EQ(target.fired, 0);
  wheel.advance(start + 6s);
  EXPECT_EQ(target.fired, 1);
}

TEST_F(deadline_wheel_test, a_callback_may_disarm_others_that_are_due_and_arm_itself) {
  counted first;
  counted second;
  first.on_fire = [&] {
    wheel.disarm(second.entry);
    if (first.fired == 1) arm(first, start + 3s);
  };
  arm(first, start + 100ms);
  arm(second, start + 100ms);
  wheel.advance(start + 1s);
  EXPECT_EQ(first.fired, 1);
  EXPECT_EQ(second.fired, 0);
  EXPECT_EQ(wheel.size(), 1U);
  wheel.advance(start + 4s);
  EXPECT_EQ(first.fired, 2);
}

TEST_F(deadline_wheel_test, fires_all_after_a_pause_longer_than_a_turn) {
  std::vector<std::unique_ptr<counted>> targets;
  for (int i = 0; i < 1000; ++i) {
    targets.push_back(std::make_unique<counted>());
    arm(*targets.back(), start + 37ms * i);
  }
  wheel.advance(start + 1h);
  for (auto& target : targets) EXPECT_EQ(target->fired, 1);
  EXPECT_EQ(wheel.size(), 0U);
}

TEST_F(deadline_wheel_test, a_wheel_that_was_empty_for_long_is_still_on_time) {
  fake_now = start + 1h;
  counted target;
  arm(target, fake_now + 100ms);
  wheel.advance(fake_now + 90ms);
  EXPECT_EQ(target.fired, 0);
  wheel.advance(fake_now + 120ms);
  EXPECT_EQ(target.fired, 1);
}

TEST_F(deadline_wheel_test, entries_may_outlive_the_wheel) {
  counted target;
  arm(target, start + 100ms);
  made.reset();
  EXPECT_FALSE(target.entry.is_armed());
  context.run();
  EXPECT_EQ(target.fired, 0);
}

TEST(deadline_wheel, turns_by_itself_and_stops_when_empty) {
  asio::io_context context;
  deadline_wheel wheel(context);
  deadline_entry entry;
  bool is_fired = false;
  wheel.arm(
      entry, std::chrono::steady_clock::now() + 30ms,
      [](deadline_entry&, void* flag) { *static_cast<bool*>(flag) = true; }, &is_fired);
  context.run();  // returns only because nothing is armed any more
  EXPECT_TRUE(is_fired);
}

}  // namespace
}  // namespace carillon::net
