#include "net/loop_slice.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <string>

namespace carillon::net {
namespace {

TEST(loop_slice, is_spent_after_a_millisecond_of_work_and_lets_everything_ready_run_before_the_next) {
  asio::io_context context(1);
  std::string order;
  const auto work = [&]() -> task<> {
    loop_slice slice;
    while (!slice.is_spent()) continue;
    order += "work ";
    co_await slice.yield();
    order += "more";
  };
  asio::co_spawn(context, work(), [](std::exception_ptr) {});
  asio::post(context, [&] { order += "other "; });
  asio::post(context, [&] { order += "another "; });
  context.run();
  EXPECT_EQ(order, "work other another more");
}

}  // namespace
}  // namespace carillon::net
