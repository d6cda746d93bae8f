#include "net/task_group.hpp"

#include "base/metrics.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

/// Waits for ever, unless cancelled.
task<> wait_for_ever(asio::io_context& context, bool& was_cancelled) {
  asio::steady_timer timer(context, asio::steady_timer::time_point::max());
  auto [ec] = co_await timer.async_wait(no_throw);
  was_cancelled = ec == asio::error::operation_aborted;
}

task<> finish(int& finished) {
  ++finished;
  co_return;
}

task<> fail() {
  throw std::runtime_error("expected by the test");
  co_return;
}

/// Runs group.join() to its end and returns what it returned.
std::size_t join(asio::io_context& context, task_group& group, std::chrono::milliseconds patience) {
  std::size_t cancelled = 999;
  asio::co_spawn(context.get_executor(), group.join(patience),
                 [&](std::exception_ptr, std::size_t count) { cancelled = count; });
  context.restart();
  context.run();
  return cancelled;
}

TEST(task_group, join_waits_for_members_that_end_by_themselves) {
  asio::io_context context;
  task_group group(context);
  int finished = 0;
  group.spawn("one", finish(finished));
  group.spawn("two", finish(finished));
  EXPECT_EQ(join(context, group, 1h), 0U);
  EXPECT_EQ(finished, 2);
  EXPECT_EQ(group.size(), 0U);
}

TEST(task_group, join_of_an_empty_group_returns) {
  asio::io_context context;
  task_group group(context);
  EXPECT_EQ(join(context, group, 1h), 0U);
}

TEST(task_group, join_cancels_what_is_left_after_its_patience) {
  asio::io_context context;
  task_group group(context);
  bool was_cancelled = false;
  int finished = 0;
  group.spawn("stuck", wait_for_ever(context, was_cancelled));
  group.spawn("quick", finish(finished));
  EXPECT_EQ(join(context, group, 1ms), 1U);
  EXPECT_TRUE(was_cancelled);
  EXPECT_EQ(finished, 1);
}

TEST(task_group, cancel_reaches_members_that_have_not_run_yet) {
  asio::io_context context;
  task_group group(context);
  bool was_cancelled = false;
  group.spawn("stuck", wait_for_ever(context, was_cancelled));
  group.cancel();
  group.cancel();
  EXPECT_EQ(join(context, group, 1h), 0U);
  EXPECT_EQ(group.size(), 0U);
}

TEST(task_group, an_exception_ends_its_member_only) {
  asio::io_context context;
  task_group group(context);
  int finished = 0;
  const auto failures = metrics::get_counter("carillon_task_failures_total");
  const auto before = failures.value();
  group.spawn("bad", fail());
  group.spawn("good", finish(finished));
  EXPECT_EQ(join(context, group, 1h), 0U);
  EXPECT_EQ(finished, 1);
  EXPECT_EQ(failures.value(), before + 1);
}

TEST(task_group, a_member_may_spawn_another) {
  asio::io_context context;
  task_group group(context);
  int finished = 0;
  const auto outer = [](task_group& own, int& count) -> task<> {
    own.spawn("inner", finish(count));
    co_return;
  };
  group.spawn("outer", outer(group, finished));
  EXPECT_EQ(join(context, group, 1h), 0U);
  EXPECT_EQ(finished, 1);
}

}  // namespace
}  // namespace carillon::net
