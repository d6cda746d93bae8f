#include <map>

#include "tests/queue/queue_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::test {
namespace {

class housekeeping : public queue_test {
 protected:
  queue::reap_reply reaped() { return run(q().reap(here, long_lease)).value(); }
  void expire(const queue::claimed_job& job) { call({"ZADD", names().leases(here), "1", job.id}); }
};

TEST_F(housekeeping, reap_leaves_live_leases_alone) {
  claimed(3);
  EXPECT_EQ(reaped().requeued, 0U);
  EXPECT_EQ(size_of(names().leases(here)), 1);
}

TEST_F(housekeeping, reap_gives_expired_jobs_back_ahead_of_others) {
  const auto job = claimed(3);
  expire(job);
  EXPECT_EQ(reaped().requeued, 1U);
  EXPECT_EQ(size_of(names().leases(here)), 0);
  EXPECT_EQ(call({"ZSCORE", names().ready(here, lane::standard), job.id}).text, "0");
  EXPECT_EQ(call({"HGET", names().job(here, job.id), "lost"}).text, "1");
  EXPECT_EQ(call({"HEXISTS", names().job(here, job.id), "own"}).integer, 0);
  EXPECT_EQ(reaped().requeued, 0U);
}

TEST_F(housekeeping, reap_takes_leases_from_before_the_clock_stepped_back) {
  const auto job = claimed(3);
  call({"ZADD", names().leases(here), std::to_string(job.claimed_ms + 3'600'000), job.id});
  EXPECT_EQ(reaped().requeued, 1U);
}

TEST_F(housekeeping, reap_judges_a_lease_by_its_own_length) {
  const auto job = claimed(3);
  EXPECT_EQ(run(q().reap(here, std::chrono::seconds(3))).value().requeued, 0U);
  call({"ZADD", names().leases(here), std::to_string(job.claimed_ms + 2 * long_lease.count() + 60'000),
        job.id});
  EXPECT_EQ(run(q().reap(here, std::chrono::seconds(3))).value().requeued, 1U);
}

TEST_F(housekeeping, reap_takes_no_lease_for_implausible_whose_length_it_cannot_know) {
  const auto job = claimed(3);
  call({"HDEL", names().job(here, job.id), "le"});  // of a build that keeps none
  EXPECT_EQ(run(q().reap(here, std::chrono::seconds(3))).value().requeued, 0U);
  call({"HSET", names().job(here, job.id), "le", "0:3000:1"});  // likewise, after a claim of ours
  EXPECT_EQ(run(q().reap(here, std::chrono::seconds(3))).value().requeued, 0U);
  call({"ZADD", names().leases(here), std::to_string(job.claimed_ms + 3 * 3'600'000), job.id});
  EXPECT_EQ(run(q().reap(here, std::chrono::seconds(3))).value().requeued, 1U);
}

TEST_F(housekeeping, reap_takes_nothing_that_it_was_asked_for_before_a_silence) {
  const auto job = claimed(3);
  expire(job);
  EXPECT_EQ(run(q().reap(here, long_lease, {.not_after_ms = job.claimed_ms - 1})).value().requeued, 0U);
  EXPECT_EQ(size_of(names().leases(here)), 1);
  const auto in_time = run(q().reap(here, long_lease, {.not_after_ms = job.claimed_ms + 60'000})).value();
  EXPECT_EQ(in_time.requeued, 1U);
  EXPECT_GE(in_time.now_ms, job.claimed_ms);
}

TEST_F(housekeeping, reap_takes_the_leases_of_who_is_known_to_be_gone) {
  have_users(1000);
  run(q().plan_everyone(request(), here)).value();
  q().be_present();
  ASSERT_TRUE(run_until(context, [&] { return q().is_present(); }));
  const auto seen = claim(1).at(0);
  const auto other = another_worker();  // of which nobody can see whether it is there
  ASSERT_EQ(run(other->claim(here, all_lanes, 1, long_lease)).value().size(), 1U);
  const auto looked = run(q().reap(here, long_lease, {.wants_owners = true})).value();
  EXPECT_EQ(looked.owners, std::vector<std::string>{q().nonce()});
  EXPECT_EQ(run(q().presence_of({q().nonce(), other->nonce()})).value(),
            (std::map<std::string, bool>{{q().nonce(), true}, {other->nonce(), false}}));
  const auto taken = run(q().reap(here, long_lease, {.gone = {q().nonce(), other->nonce()}})).value();
  EXPECT_EQ(taken.requeued, 1U);
  EXPECT_EQ(call({"HGET", names().job(here, seen.id), "lost"}).text, "1");
  EXPECT_EQ(run(q().reap(here, long_lease, {.is_everybody_gone = true})).value().requeued, 1U);
}

TEST_F(housekeeping, a_round_of_reaping_is_noted_for_who_starts_later) {
  EXPECT_FALSE(run(q().last_reaping()).value().last_ms);
  const auto now = run(q().last_reaping()).value().now_ms;
  ASSERT_TRUE(run(q().note_reaping(now)));
  EXPECT_EQ(run(q().last_reaping()).value().last_ms, now);
}

TEST_F(housekeeping, a_round_of_reaping_is_noted_in_a_full_redis) {
  const test::full_redis full(server());
  ASSERT_TRUE(run(q().note_reaping(7)));
  EXPECT_EQ(run(q().last_reaping())->last_ms, 7);
}

TEST_F(housekeeping, a_job_lost_three_times_is_poison) {
  auto job = claimed(3);
  for (unsigned loss = 1; loss <= 2; ++loss) {
    expire(job);
    ASSERT_EQ(reaped().requeued, 1U);
    job = claim().at(0);
  }
  expire(job);
  const auto last = reaped();
  EXPECT_EQ(last.requeued, 0U);
  ASSERT_EQ(last.poisoned.size(), 1U);
  EXPECT_EQ(size_of(names().dead(here)), 1);
  EXPECT_EQ(call({"HGET", names().job(here, job.id), "reason"}).text, "poison");
  EXPECT_TRUE(claim().empty());
  const auto late =
      run(q().commit(commit_for(job, all_of(job, delivery_state::delivered), queue::finish::done)));
  EXPECT_EQ(late.error().code, errc::stale);
}

TEST_F(housekeeping, a_job_that_gets_on_is_no_poison_however_often_it_is_lost) {
  auto job = claimed(5);
  for (std::uint16_t loss = 0; loss < 4; ++loss) {
    run(q().commit(commit_for(job, packed({outcome(loss, delivery_state::delivered)})))).value();
    expire(job);
    ASSERT_EQ(reaped().requeued, 1U);
    job = claim().at(0);
  }
  // Attempts and announcements are no progress.
  run(q().commit(commit_for(job, packed({outcome(4, delivery_state::retry)})))).value();
  EXPECT_EQ(call({"HGET", names().job(here, job.id), "lost"}).text, "1");
}

TEST_F(housekeeping, reap_takes_at_most_a_hundred_a_call) {
  have_users(150 * 500);
  while (!run(q().plan_everyone(request(), here)).value().is_complete) {
  }
  for (const auto& job : claim(150)) expire(job);
  EXPECT_EQ(reaped().requeued, 100U);
  EXPECT_EQ(reaped().requeued, 50U);
}

TEST_F(housekeeping, stage_moves_what_is_due_and_tells_when_the_next_will_be) {
  EXPECT_FALSE(run(q().stage(here)).value().next_due_in_ms);
  have_users(1000);
  run(q().plan_everyone(request(), here)).value();
  for (const auto& job : claim()) {
    auto parked = commit_for(job, "", queue::finish::park);
    parked.delay = std::chrono::milliseconds(job.first == 0 ? 0 : 3'600'000);
    run(q().commit(parked)).value();
  }
  const auto staged = run(q().stage(here)).value();
  EXPECT_EQ(staged.staged, 1U);
  ASSERT_TRUE(staged.next_due_in_ms);
  EXPECT_GT(*staged.next_due_in_ms, 3'000'000);
  EXPECT_EQ(claim().at(0).first, 0U);
}

TEST_F(housekeeping, names_of_jobs_that_are_gone_disappear) {
  call({"ZADD", names().leases(here), "1", "AAAAAAAAAAAAAAAAAAAAAA:2:0"});
  call({"ZADD", names().due(here), "1", "AAAAAAAAAAAAAAAAAAAAAA:2:0"});
  EXPECT_EQ(reaped().requeued, 0U);
  EXPECT_EQ(run(q().stage(here)).value().staged, 0U);
  EXPECT_EQ(size_of(names().leases(here)) + size_of(names().due(here)), 0);
}

TEST_F(housekeeping, everything_that_makes_a_job_ready_wakes_the_workers) {
  std::vector<std::string> heard;
  bool is_listening = false;
  client().subscribe(names().wake_pattern(), [&](std::string_view channel_name, std::string_view payload) {
    if (channel_name.empty()) is_listening = true;
    if (!channel_name.empty()) heard.push_back(std::string(channel_name) + "=" + std::string(payload));
  });
  ASSERT_TRUE(run_until(context, [&] { return is_listening; }));
  const auto wakes = [&](std::size_t count) {
    return run_until(context, [&] { return heard.size() == count; });
  };
  const auto job = claimed(3);
  EXPECT_TRUE(wakes(1));
  expire(job);
  reaped();
  EXPECT_TRUE(wakes(2));
  run(q().commit(commit_for(claim().at(0), "", queue::finish::park))).value();
  run(q().stage(here)).value();
  EXPECT_TRUE(wakes(3));
  run(q().commit(commit_for(claim().at(0), "", queue::finish::release))).value();
  EXPECT_TRUE(wakes(4));
  run(q().accept(record())).value();
  EXPECT_TRUE(wakes(5));
  EXPECT_EQ(heard[0], "c:wake:7=7:std:1") << "a plan knows what it made";
  EXPECT_EQ(heard[1], "c:wake:7=7");
}

}  // namespace
}  // namespace carillon::test
