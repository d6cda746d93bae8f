// What a project's work cost is paid by the places of its next jobs. Counted in claims, never in time.
#include "queue/fair_queue.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class fair_queue : public queue_test {
 protected:
  const project_id hostile{numbered(21)};
  const project_id quiet{numbered(22)};

  /// One job of `recipients`, for a broadcast of its own.
  void plan(project_id whose, std::uint64_t number, std::uint32_t recipients = 1) {
    call({"SET", names().sequence(here, whose), std::to_string(recipients)});
    auto wanted = request();
    wanted.broadcast = broadcast_id{numbered(number)};
    wanted.project = whose;
    ASSERT_TRUE(run(q().plan_everyone(wanted, here)).value().is_complete);
  }
  /// Whose jobs come, in order.
  std::string claims(std::size_t count, const std::vector<project_id>& passed_over = {}) {
    std::string order;
    for (std::size_t each = 0; each < count; ++each) {
      const auto jobs = run(q().claim(here, all_lanes, 1, long_lease, passed_over)).value();
      order += jobs.empty() ? '-' : jobs[0].project == hostile ? 'h' : 'q';
    }
    return order;
  }
  void charge(std::uint64_t price) {
    queue::fair_queue prices(link(), names());
    ASSERT_TRUE(run(prices.charge(hostile, here, lane::standard, price)));
  }
};

TEST_F(fair_queue, serves_in_turn_who_costs_the_same) {
  for (std::uint64_t each = 0; each < 3; ++each) plan(hostile, 100 + each);
  for (std::uint64_t each = 0; each < 3; ++each) plan(quiet, 200 + each);
  const auto order = claims(6);
  EXPECT_EQ(std::ranges::count(order.substr(0, 4), 'q'), 2) << order;
}

TEST_F(fair_queue, lets_others_pass_who_cost_less) {
  plan(hostile, 100);
  ASSERT_EQ(claims(1), "h");
  charge(50);  // its one recipient took the time of fifty-one
  for (std::uint64_t each = 0; each < 3; ++each) plan(hostile, 110 + each);
  for (std::uint64_t each = 0; each < 40; ++each) plan(quiet, 200 + each);
  const auto order = claims(43);
  EXPECT_EQ(order, std::string(40, 'q') + "hhh");
}

TEST_F(fair_queue, forgets_nothing_when_the_price_is_paid_alone) {
  charge(500);
  plan(hostile, 100);
  EXPECT_EQ(claims(2), "h-") << "with nobody else it waits for nothing";
}

TEST_F(fair_queue, passes_over_who_has_enough_of_a_worker) {
  for (std::uint64_t each = 0; each < 5; ++each) plan(hostile, 100 + each, 3);
  plan(quiet, 200);
  EXPECT_EQ(claims(2, {hostile}), "q-");
  EXPECT_EQ(claims(6), "hhhhh-") << "they stayed where they were";
}

TEST_F(fair_queue, lets_nobody_pass_because_he_comes_again) {
  for (std::uint64_t each = 0; each < 20; ++each) plan(hostile, 100 + each);
  for (const auto& job : run(q().claim(here, all_lanes, 20, long_lease)).value())
    ASSERT_TRUE(run(q().commit(commit_for(job, {}, queue::finish::park))));
  ASSERT_EQ(run(q().stage(here)).value().staged, 20U);
  for (std::uint64_t each = 0; each < 3; ++each) plan(quiet, 200 + each);
  const auto order = claims(23);
  EXPECT_EQ(std::ranges::count(order.substr(0, 6), 'q'), 3) << order;
}

TEST_F(fair_queue, lets_who_comes_again_wait_behind_none_of_his_own) {
  plan(hostile, 100);
  const auto first = run(q().claim(here, all_lanes, 1, long_lease)).value().at(0);
  for (std::uint64_t each = 0; each < 20; ++each) plan(hostile, 110 + each);
  ASSERT_TRUE(run(q().commit(commit_for(first, {}, queue::finish::park))));
  ASSERT_EQ(run(q().stage(here)).value().staged, 1U);
  const auto next = run(q().claim(here, all_lanes, 2, long_lease)).value();
  EXPECT_TRUE(std::ranges::any_of(next, [&](const auto& job) { return job.id == first.id; }));
}

TEST_F(fair_queue, forgets_who_has_come_again) {
  plan(hostile, 100);
  const auto job = run(q().claim(here, all_lanes, 1, long_lease)).value().at(0);
  ASSERT_TRUE(run(q().commit(commit_for(job, {}, queue::finish::park))));
  ASSERT_EQ(run(q().stage(here)).value().staged, 1U);
  EXPECT_EQ(call({"HLEN", names().finish_times(here, lane::standard)}).integer, 1);
  ASSERT_EQ(claims(1), "h");
  EXPECT_EQ(call({"HLEN", names().finish_times(here, lane::standard)}).integer, 0);
}

TEST(recipient_price, covers_what_recipients_usually_cost) {
  using namespace std::chrono_literals;
  EXPECT_EQ(queue::extra_price(5ms, 500), 0U);
  EXPECT_EQ(queue::extra_price(50ms, 500), 500U);
  EXPECT_EQ(queue::extra_price(1ms, 1), 0U) << "not worth a command";
}

}  // namespace
}  // namespace carillon::test
