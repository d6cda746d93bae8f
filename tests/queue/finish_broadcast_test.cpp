#include "queue/event_log.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::finish;
using enum delivery_state;

class finish_broadcast : public queue_test {
 protected:
  queue::partition home() { return queue::home_of(broadcast); }
  static constexpr queue::partition there = 20;
  static constexpr std::uint64_t both = std::uint64_t{1} << here | std::uint64_t{1} << there;

  queue::claimed_job accepted_plan() {
    run(q().accept(record())).value();
    return claim(1, home()).at(0);
  }
  void plan(queue::partition where, std::uint32_t users) {
    have_users(users, where);
    EXPECT_TRUE(run(q().plan_everyone(request(), where)).value().is_complete);
  }
  bool finished() { return run(q().finish_broadcast(broadcast)).value(); }
  queue::broadcast_progress progress() { return run(q().progress(broadcast)).value(); }
  std::vector<queue::event_row> events() {
    queue::event_log log(link(), names());
    return run(log.page(project, std::nullopt, std::nullopt, 100)).value().rows;
  }
};

TEST_F(finish_broadcast, waits_for_every_job_and_then_folds_the_counters) {
  const auto accepted = accepted_plan();
  plan(here, 3);
  EXPECT_FALSE(finished());
  plan(there, 2);
  ASSERT_TRUE(run(q().planned(accepted, both, {channel::mobile_push}, R"([{"message":"x"}])")));
  EXPECT_EQ(run(q().find(project, broadcast)).value().state, queue::broadcast_record::stage::planned);
  EXPECT_EQ(progress().recipients, 5U);
  EXPECT_EQ(progress().planned_partitions, 2U);

  const auto job = claim(1, here).at(0);
  auto hole = outcome(0, skipped);
  hole.via = provider::none;
  hole.reason = static_cast<std::uint16_t>(queue::own_reason::user_deleted);
  auto no_address = hole;
  no_address.offset = 1;
  no_address.reason = static_cast<std::uint16_t>(queue::own_reason::no_address);
  run(q().commit(commit_for(job, packed({hole, no_address, outcome(2, failed)}), finish::done))).value();
  EXPECT_FALSE(finished());
  const auto other = claim(1, there).at(0);
  run(q().commit(commit_for(other, all_of(other, delivered), finish::done))).value();
  const auto live = progress();
  EXPECT_FALSE(run(q().find(project, broadcast)).value().processed);
  EXPECT_TRUE(finished());
  const auto when = run(q().find(project, broadcast)).value().processed;
  EXPECT_TRUE(when);
  EXPECT_TRUE(finished());
  EXPECT_EQ(run(q().find(project, broadcast)).value().processed, when);

  const auto folded = progress();
  EXPECT_EQ(folded.recipients, 4U);
  EXPECT_EQ(folded.states, (std::array<std::uint64_t, 9>{0, 0, 2, 1, 0, 1, 0, 0, 0}));
  EXPECT_EQ(folded.states, live.states);
  EXPECT_EQ(folded.deliveries, live.deliveries);
  EXPECT_EQ((folded.deliveries.at({provider::none, skipped})), 1U);
  EXPECT_EQ((folded.deliveries.at({provider::apns, delivered})), 2U);
  EXPECT_EQ(folded.jobs, 2U);
  EXPECT_EQ(folded.jobs_done, 2U);
  EXPECT_EQ(folded.failures(), 1U);
  call({"DEL", names().counters(here, broadcast), names().counters(there, broadcast)});
  EXPECT_EQ(progress().states, folded.states);

  const auto found = run(q().find(project, broadcast)).value();
  EXPECT_EQ(found.state, queue::broadcast_record::stage::processed);
  EXPECT_EQ(found.channels, std::vector{channel::mobile_push});
  EXPECT_EQ(found.errors, R"([{"message":"x"}])");
  EXPECT_TRUE(run(q().open_broadcasts(home(), 10)).value().empty());
  int told = 0;
  for (const auto& row : events()) {
    if (row.kind != "broadcast.processed") continue;
    ++told;
    EXPECT_EQ(row.payload, R"({"broadcast_id":")" + broadcast.to_string() + R"(","total":4,"failures":1})");
    EXPECT_EQ(row.broadcast, broadcast);
  }
  EXPECT_EQ(told, 1);
}

TEST_F(finish_broadcast, of_an_empty_plan_comes_with_planned) {
  const auto accepted = accepted_plan();
  ASSERT_TRUE(run(q().planned(accepted, 0, {}, "")));
  EXPECT_EQ(run(q().find(project, broadcast)).value().state, queue::broadcast_record::stage::processed);
  EXPECT_EQ(progress().recipients, 0U);
  EXPECT_EQ(events().size(), 1U);
}

TEST_F(finish_broadcast, comes_with_planned_when_the_jobs_were_faster) {
  const auto accepted = accepted_plan();
  plan(here, 2);
  const auto job = claim(1, here).at(0);
  EXPECT_TRUE(
      run(q().commit(commit_for(job, all_of(job, delivered), finish::done))).value().is_partition_done);
  EXPECT_FALSE(finished());
  ASSERT_TRUE(run(q().planned(accepted, std::uint64_t{1} << here, {channel::mobile_push}, "")));
  EXPECT_EQ(run(q().find(project, broadcast)).value().state, queue::broadcast_record::stage::processed);
}

TEST_F(finish_broadcast, does_not_trust_a_partition_that_lost_its_plan) {
  const auto accepted = accepted_plan();
  ASSERT_TRUE(run(q().planned(accepted, std::uint64_t{1} << here, {channel::mobile_push}, "")));
  EXPECT_FALSE(finished());
}

TEST_F(finish_broadcast, planned_is_fenced_and_idempotent) {
  const auto accepted = accepted_plan();
  auto foreign = accepted;
  foreign.right.owner = std::string(32, '0');
  EXPECT_EQ(run(q().planned(foreign, 0, {}, "")).error().code, errc::stale);
  ASSERT_TRUE(run(q().planned(accepted, 0, {}, "")));
  EXPECT_TRUE(run(q().planned(accepted, 0, {}, "")));
  EXPECT_EQ(call({"EXISTS", names().job(home(), accepted.id)}).integer, 0);
  EXPECT_EQ(size_of(names().leases(home())), 0);
}

TEST_F(finish_broadcast, a_plan_can_be_released_and_parked_but_not_committed_as_done) {
  auto plan_job = accepted_plan();
  EXPECT_FALSE(run(q().commit(commit_for(plan_job, "", finish::done))));
  ASSERT_TRUE(run(q().commit(commit_for(plan_job, "", finish::release))));
  plan_job = claim(1, home()).at(0);
  ASSERT_TRUE(run(q().commit(commit_for(plan_job, "", finish::park))));
  EXPECT_EQ(size_of(names().due(home())), 1);
  EXPECT_EQ(call({"EXISTS", names().counters(home(), broadcast)}).integer, 0);
}

TEST_F(finish_broadcast, of_something_unknown_is_not_found) {
  EXPECT_EQ(run(q().finish_broadcast({numbered(99)})).error().code, errc::not_found);
}

}  // namespace
}  // namespace carillon::test
