// Turns at the bench, counted: no test looks at how long anything took.
#include "engine/parts/workbench.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <string>

namespace carillon::engine {
namespace {

const project_id hostile = project_id::make(from_unix_ms(1));
const project_id quiet = project_id::make(from_unix_ms(2));

class workbench_rules : public testing::Test {
 protected:
  /// Works on its thread until the slice is over.
  static void use_up(const workbench::stint& turn) {
    while (!turn.is_due()) {
    }
  }
  task<> work(work_meter& meter, int slices) {
    workbench::stint turn(bench, meter);
    co_await turn.begin();
    while (slices-- > 0) {
      log += meter.project == hostile ? 'h' : 'q';
      use_up(turn);
      if (slices > 0) co_await turn.pause();
    }
  }
  void spawn(work_meter& meter, int slices) { asio::co_spawn(context, work(meter, slices), asio::detached); }

  asio::io_context context{1};
  workbench bench{context};
  std::string log;
};

TEST_F(workbench_rules, who_had_least_goes_next) {
  work_meter first{hostile};
  work_meter second{hostile};
  work_meter third{hostile};
  work_meter fourth{hostile};
  work_meter neighbour{quiet};
  for (auto* const each : {&first, &second, &third, &fourth}) spawn(*each, 20);
  spawn(neighbour, 20);
  context.run();
  ASSERT_EQ(log.size(), 100U);
  // Side by side as long as both have work: four jobs of one project get no more than one of another, which
  // by turns of jobs would end at 95 and later. A machine that takes the core away in a slice charges it for
  // that.
  const auto last = log.rfind('q');
  EXPECT_LE(last, 60U) << log;
}

TEST_F(workbench_rules, one_that_comes_late_waits_for_a_slice) {
  work_meter busy{hostile};
  work_meter other{hostile};
  work_meter urgent{quiet};
  spawn(busy, 30);
  spawn(other, 30);
  asio::post(context, [&] { spawn(urgent, 1); });
  context.run();
  EXPECT_LE(log.find('q'), 3U) << log;
}

TEST_F(workbench_rules, the_loop_turns_after_each_slice) {
  work_meter busy{hostile};
  spawn(busy, 10);
  int turns = 0;
  std::function<void()> count = [&] {
    ++turns;
    if (log.size() < 10) asio::post(context, count);
  };
  asio::post(context, count);
  context.run();
  EXPECT_GE(turns, 9);
}

TEST_F(workbench_rules, tell_once_that_a_job_is_slow) {
  work_meter busy{hostile};
  int told = 0;
  busy.on_slow = [&] { ++told; };
  spawn(busy, 30);
  context.run();
  EXPECT_EQ(told, 1);
  EXPECT_GT(busy.spent, work_meter::slow_after);
}

TEST_F(workbench_rules, give_the_place_on_when_somebody_throws) {
  work_meter thrower{hostile};
  work_meter waiter{quiet};
  const auto fail = [this](work_meter& meter) -> task<> {
    workbench::stint turn(bench, meter);
    co_await turn.begin();
    throw std::runtime_error("thrown at the bench");
  };
  asio::co_spawn(context, fail(thrower), [](const std::exception_ptr&) {});
  spawn(waiter, 1);
  context.run();
  EXPECT_EQ(log, "q");
}

}  // namespace
}  // namespace carillon::engine
