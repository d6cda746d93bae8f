#include <map>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::finish;

class claim_script : public queue_test {
 protected:
  void plan_for(project_id whose, broadcast_id what, std::uint32_t users, lane urgency = lane::standard) {
    call({"SET", names().sequence(here, whose), std::to_string(users)});
    auto planned = request();
    planned.project = whose;
    planned.broadcast = what;
    planned.urgency = urgency;
    while (!run(q().plan_everyone(planned, here)).value().is_complete) {
    }
  }
};

TEST_F(claim_script, gives_each_job_a_fence_and_a_lease) {
  const auto job = claimed(3);
  EXPECT_EQ(job.right.owner, q().nonce());
  EXPECT_EQ(job.right.token, 1U);
  EXPECT_EQ(size_of(names().leases(here)), 1);
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 0);
  const auto deadline = std::stoll(call({"ZSCORE", names().leases(here), job.id}).text);
  EXPECT_EQ(deadline, job.claimed_ms + long_lease.count());
  EXPECT_TRUE(claim().empty());
}

TEST_F(claim_script, takes_lanes_in_the_order_given_and_no_more_than_asked) {
  plan_for(project, {numbered(10)}, 1500, lane::bulk);
  plan_for(project, {numbered(11)}, 10, lane::high);
  const auto first = run(q().claim(here, {lane::bulk, lane::standard, lane::high}, 2, long_lease)).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].urgency, lane::bulk);
  const auto second = run(q().claim(here, all_lanes, 2, long_lease)).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[0].urgency, lane::high);
  EXPECT_EQ(second[1].urgency, lane::bulk);
  EXPECT_TRUE(run(q().claim(here, all_lanes, 0, long_lease)).value().empty());
}

TEST_F(claim_script, serves_a_small_project_ahead_of_a_large_ones_backlog) {
  plan_for({numbered(100)}, {numbered(10)}, 300 * 500);
  ASSERT_EQ(claim(20).size(), 20U);
  plan_for({numbered(101)}, {numbered(11)}, 1);
  EXPECT_EQ(claim(1).at(0).project, project_id{numbered(101)});
}

TEST_F(claim_script, shares_evenly_between_projects_with_work) {
  plan_for({numbered(100)}, {numbered(10)}, 300 * 500);
  ASSERT_EQ(claim(50).size(), 50U);
  plan_for({numbered(101)}, {numbered(11)}, 100 * 500);
  plan_for({numbered(102)}, {numbered(12)}, 100 * 500);
  std::map<project_id, int> served;
  for (const auto& job : claim(150)) ++served[job.project];
  for (std::uint64_t number = 100; number <= 102; ++number) EXPECT_NEAR(served[{numbered(number)}], 50, 1);
}

TEST_F(claim_script, never_moves_virtual_time_back_and_forgets_projects_without_work) {
  plan_for(project, broadcast, 1000);
  const auto jobs = claim(2);
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(call({"GET", names().virtual_time(here, lane::standard)}).text, "1000");
  EXPECT_EQ(call({"EXISTS", names().finish_times(here, lane::standard)}).integer, 0);
  ASSERT_TRUE(run(q().commit(commit_for(jobs[0], "", finish::release))));
  EXPECT_EQ(call({"ZSCORE", names().ready(here, lane::standard), jobs[0].id}).text, "0");
  ASSERT_EQ(claim().size(), 1U);
  EXPECT_EQ(call({"GET", names().virtual_time(here, lane::standard)}).text, "1000");
}

TEST_F(claim_script, drops_names_whose_job_is_gone) {
  call({"ZADD", names().ready(here, lane::standard), "1", "AAAAAAAAAAAAAAAAAAAAAA:2:0"});
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 0);
}

TEST_F(claim_script, gives_again_what_a_claim_took_whose_reply_got_lost) {
  plan_for(project, broadcast, 1500);
  link().lose_next_reply();
  ASSERT_FALSE(run(q().claim(here, all_lanes, 1, long_lease)));
  EXPECT_EQ(size_of(names().leases(here)), 1);
  const auto others = run(another_worker()->claim(here, all_lanes, 1, long_lease)).value();
  ASSERT_EQ(others.size(), 1U);
  const auto found = claim(1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].right.token, 2U);
  EXPECT_EQ(found[0].first, 0U);
  EXPECT_EQ(claim(1).at(0).first, 1000U);
  EXPECT_TRUE(claim(1).empty());
  EXPECT_TRUE(
      run(q().commit(commit_for(found[0], all_of(found[0], delivery_state::delivered), finish::done))));
}

TEST_F(claim_script, renew_prolongs_its_own_lease_only) {
  const auto job = claimed(3);
  call({"ZADD", names().leases(here), "1", job.id});
  EXPECT_TRUE(run(q().renew(job, long_lease)));
  EXPECT_GT(std::stoll(call({"ZSCORE", names().leases(here), job.id}).text), job.claimed_ms);
  auto foreign = job;
  foreign.right.owner = std::string(32, '0');
  EXPECT_EQ(run(q().renew(foreign, long_lease)).error().code, errc::stale);
  auto old = job;
  old.right.token = 0;
  EXPECT_EQ(run(q().renew(old, long_lease)).error().code, errc::stale);
}

TEST_F(claim_script, peek_and_measure_count_what_waits) {
  plan_for(project, broadcast, 1500);
  EXPECT_EQ(run(q().peek()).value().at(here), (std::array<std::uint32_t, 3>{0, 3, 0}));
  claim(1);
  const auto depth = run(q().measure()).value();
  EXPECT_EQ(depth.ready_jobs, (std::array<std::uint64_t, 3>{0, 2, 0}));
  EXPECT_EQ(depth.leased, 1U);
  EXPECT_EQ(depth.due + depth.dead, 0U);
}

}  // namespace
}  // namespace carillon::test
