#include "net/io_thread.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>

#include <boost/asio/steady_timer.hpp>

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

TEST(io_thread, runs_posted_work_in_order_on_its_own_thread) {
  io_thread thread("test-io");
  thread.start();
  std::vector<int> order;
  std::promise<std::thread::id> ran_on;
  for (int i = 0; i < 100; ++i) thread.post([&order, i] { order.push_back(i); });
  thread.post([&] { ran_on.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran_on.get_future().get(), std::this_thread::get_id());
  thread.stop();
  thread.join();
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(io_thread, gives_way_as_far_as_it_was_told) {
  for (const int wanted : {0, 3}) {
    io_thread thread("test-io", wanted);
    std::promise<int> found;
    thread.post([&] { found.set_value(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()))); });
    const auto mine = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    thread.start();
    EXPECT_EQ(found.get_future().get(), mine + wanted);
  }
}

TEST(io_thread, release_lets_work_finish_and_then_ends) {
  io_thread thread("test-io");
  bool is_done = false;
  asio::steady_timer timer(thread.context());
  thread.post([&] {
    timer.expires_after(10ms);
    timer.async_wait([&](boost::system::error_code) { is_done = true; });
  });
  thread.start();
  thread.release();
  thread.join();
  EXPECT_TRUE(is_done);
  EXPECT_EQ(thread.last_tick(), std::chrono::steady_clock::time_point::max());
}

TEST(io_thread, never_started_it_ends_quietly) {
  io_thread thread("test-io");
  thread.join();
}

TEST(io_thread, beats_while_it_runs) {
  io_thread thread("test-io");
  const auto before = thread.last_tick();
  thread.start();
  std::promise<void> is_beaten;
  std::function<void()> look = [&] {
    if (thread.last_tick() > before)
      is_beaten.set_value();
    else
      thread.post(look);
  };
  thread.post(look);
  is_beaten.get_future().get();
}

}  // namespace
}  // namespace carillon::net
