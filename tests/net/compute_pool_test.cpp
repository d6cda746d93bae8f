#include "net/compute_pool.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <ctime>
#include <future>
#include <stdexcept>
#include <vector>

#include "net/io_thread.hpp"
#include "net/task_group.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

class compute_pool_test : public ::testing::Test {
 protected:
  void SetUp() override { loop_.start(); }
  void TearDown() override {
    gate_.set_value();
    pool_.reset();
    loop_.release();
    loop_.join();
  }

  template <class Work>
  auto start(const std::string& owner, Work work, std::size_t bytes = 0, piece_of what = piece_of::new_work) {
    using answer = result<std::invoke_result_t<Work&>>;
    auto promised = std::make_shared<std::promise<answer>>();
    auto future = promised->get_future();
    asio::co_spawn(loop_.context(), pool_->run(owner, std::move(work), bytes, what),
                   [promised](std::exception_ptr failure, answer made) {
                     failure ? promised->set_exception(failure) : promised->set_value(std::move(made));
                   });
    return future;
  }
  /// Occupies the only thread until open().
  std::future<result<int>> block() {
    auto blocked = start("blocker", [this, is_open = open_] {
      is_blocked_.set_value();
      is_open.wait();
      return 0;
    });
    is_blocked_.get_future().wait();
    return blocked;
  }
  void open() {
    gate_.set_value();
    gate_ = {};
    open_ = gate_.get_future().share();
  }
  void wait_until(std::size_t count) {
    while (pool_->waiting() != count) std::this_thread::yield();
  }

  io_thread loop_{"loop"};
  std::promise<void> gate_;
  std::shared_future<void> open_ = gate_.get_future().share();
  std::promise<void> is_blocked_;
  std::unique_ptr<compute_pool> pool_ = std::make_unique<compute_pool>(compute_pool_options{
      .threads = 1, .most_waiting = 6, .most_waiting_each = 3, .most_waiting_bytes = 100});
};

TEST_F(compute_pool_test, works_on_another_thread_and_continues_on_the_callers) {
  std::promise<std::pair<std::thread::id, std::thread::id>> seen;
  std::promise<std::thread::id> loop;
  loop_.post([&] { loop.set_value(std::this_thread::get_id()); });
  const auto ask = [&]() -> task<> {
    const auto worked_on = co_await pool_->run("p", [] { return std::this_thread::get_id(); });
    seen.set_value({worked_on.value(), std::this_thread::get_id()});
  };
  asio::co_spawn(loop_.context(), ask(), [](std::exception_ptr) {});
  const auto [worked, continued] = seen.get_future().get();
  const auto own = loop.get_future().get();
  EXPECT_NE(worked, own);
  EXPECT_EQ(continued, own);
}

TEST_F(compute_pool_test, serves_owners_in_turn_however_much_one_asks_for) {
  auto blocked = block();
  std::vector<std::string> order;
  const auto piece = [&](std::string name) {
    return [&order, name = std::move(name)] {
      order.push_back(name);
      return 0;
    };
  };
  auto a1 = start("a", piece("a1"));
  auto a2 = start("a", piece("a2"));
  auto a3 = start("a", piece("a3"));
  wait_until(3);
  auto b1 = start("b", piece("b1"));
  wait_until(4);
  open();
  for (auto* each : {&blocked, &a1, &a2, &a3, &b1}) EXPECT_TRUE(each->get());
  EXPECT_EQ(order, (std::vector<std::string>{"a1", "b1", "a2", "a3"}));
}

TEST_F(compute_pool_test, refuses_what_passes_an_owners_share_or_everybodys) {
  auto blocked = block();
  std::vector<std::future<result<int>>> granted;
  const auto nothing = [] { return 1; };
  for (int i = 0; i < 3; ++i) granted.push_back(start("a", nothing));
  wait_until(3);
  EXPECT_EQ(start("a", nothing).get().error().code, errc::unavailable);
  for (int i = 0; i < 3; ++i) granted.push_back(start("b", nothing));
  wait_until(6);
  EXPECT_EQ(start("c", nothing).get().error().code, errc::unavailable);
  open();
  EXPECT_TRUE(blocked.get());
  for (auto& each : granted) EXPECT_EQ(each.get().value(), 1);
  EXPECT_EQ(start("c", nothing).get().value(), 1);
}

TEST_F(compute_pool_test, refuses_what_holds_too_much_while_it_waits_but_never_a_lone_piece) {
  auto blocked = block();
  const auto nothing = [] { return 1; };
  auto lone = start("a", nothing, 1000);
  wait_until(1);
  EXPECT_EQ(start("b", nothing, 1).get().error().code, errc::unavailable);
  auto rest = start("b", nothing, 1000, piece_of::begun_work);
  wait_until(2);
  open();
  EXPECT_TRUE(lone.get());
  EXPECT_TRUE(rest.get());
  is_blocked_ = {};
  auto again = block();
  auto small = start("a", nothing, 20);
  wait_until(1);
  EXPECT_EQ(start("a", nothing, 6).get().error().code, errc::unavailable) << "a quarter is one owner's";
  auto other = start("b", nothing, 80);
  wait_until(2);
  EXPECT_EQ(start("c", nothing, 1).get().error().code, errc::unavailable);
  open();
  for (auto* each : {&blocked, &again, &small, &other}) EXPECT_TRUE(each->get());
}

bool gives_way() {
  return ::sched_getscheduler(0) == SCHED_IDLE ||
         ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())) == 19;
}

bool spend_ten_milliseconds() {
  const auto began = std::clock();
  while (std::clock() - began < CLOCKS_PER_SEC / 100) {
  }
  return gives_way();
}

TEST_F(compute_pool_test, works_with_what_is_left_over_for_who_has_neighbours_and_no_credit) {
  pool_ = std::make_unique<compute_pool>(compute_pool_options{.share = 0, .most_saved = 0ms});
  EXPECT_FALSE(start("a", gives_way).get().value()) << "a is alone";
  pool_->who_is_here().see("b", std::chrono::steady_clock::now());
  EXPECT_TRUE(start("a", gives_way).get().value());
}

TEST_F(compute_pool_test, keeps_prompt_threads_for_who_has_credit_when_the_others_are_taken) {
  pool_ = std::make_unique<compute_pool>(compute_pool_options{.share = 0, .most_saved = 1ms});
  auto& who = pool_->who_is_here();
  for (const auto* each : {"a", "b"}) who.see(each, std::chrono::steady_clock::now());
  EXPECT_FALSE(start("a", spend_ten_milliseconds).get().value()) << "its credit";
  std::promise<void> is_blocked;
  auto blocked = start("a", [&is_blocked, is_open = open_] {
    is_blocked.set_value();
    is_open.wait();
    return gives_way();
  });
  is_blocked.get_future().wait();
  auto waiting = start("a", [] { return 1; });
  EXPECT_FALSE(start("b", gives_way).get().value());
  EXPECT_EQ(pool_->waiting(), 1U);
  open();
  EXPECT_TRUE(blocked.get().value());
  EXPECT_EQ(waiting.get().value(), 1);
}

TEST_F(compute_pool_test, throws_at_the_caller_what_the_work_threw) {
  auto broken = start("a", []() -> int { throw std::runtime_error("broken"); });
  EXPECT_THROW(broken.get(), std::runtime_error);
  EXPECT_EQ(start("a", [] { return 7; }).get().value(), 7);
}

TEST_F(compute_pool_test, lets_a_cancelled_caller_go_and_does_its_work_for_nobody) {
  auto blocked = block();
  std::promise<void> ended;
  auto group = std::make_unique<task_group>(loop_.context());
  const auto owned = std::make_shared<int>(1);
  const auto ask = [&]() -> task<> { co_await pool_->run("a", [owned] { return *owned; }); };
  const auto give_up = [&]() -> task<> {
    group->spawn("asker", ask());
    co_await group->join(0ms);
    group.reset();
    ended.set_value();
  };
  asio::co_spawn(loop_.context(), give_up(), [](std::exception_ptr) {});
  ended.get_future().wait();
  open();
  EXPECT_TRUE(blocked.get());
  EXPECT_EQ(start("b", [] { return 2; }).get().value(), 2);
}

TEST_F(compute_pool_test, cancels_what_waits_when_it_ends) {
  auto blocked = block();
  auto waiting = start("a", [] { return 1; });
  wait_until(1);
  std::thread ending([this] { pool_.reset(); });
  EXPECT_EQ(waiting.get().error().code, errc::cancelled);
  open();
  EXPECT_TRUE(blocked.get());
  ending.join();
}

}  // namespace
}  // namespace carillon::net
