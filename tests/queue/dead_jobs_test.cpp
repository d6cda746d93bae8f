#include "queue/dead_jobs.hpp"

#include "queue/event_log.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class dead_jobs : public queue_test {
 protected:
  void SetUp() override {
    queue_test::SetUp();
    dead_.emplace(link(), names());
  }
  queue::dead_jobs& dead() { return *dead_; }
  std::vector<queue::dead_job> listed() { return run(dead().list(100)).value(); }
  std::vector<queue::event_row> events() {
    queue::event_log log(link(), names());
    return run(log.page(project, std::nullopt, std::nullopt, 100)).value().rows;
  }
  /// Three workers die holding `job`.
  void poison(queue::claimed_job job) {
    for (int loss = 1; loss <= 3; ++loss) {
      call({"ZADD", names().leases(job.where), "1", job.id});
      run(q().reap(job.where, long_lease)).value();
      auto again = claim(100, job.where);
      if (!again.empty()) job = again.at(0);
    }
  }
  /// One dead job of `count` recipients, the first of them delivered before.
  queue::dead_job dead_with(std::uint32_t count) {
    auto job = claimed(count);
    run(q().commit(commit_for(job, packed({outcome(0, delivery_state::delivered)})))).value();
    poison(job);
    return listed().at(0);
  }

 private:
  std::optional<queue::dead_jobs> dead_;
};

TEST_F(dead_jobs, are_none_at_first) {
  EXPECT_TRUE(listed().empty());
  claimed(3);
  EXPECT_TRUE(listed().empty());
}

TEST_F(dead_jobs, are_listed_with_what_is_left_of_them) {
  const auto job = dead_with(3);
  EXPECT_EQ(job.where, here);
  EXPECT_EQ(job.broadcast, broadcast);
  EXPECT_EQ(job.project, project);
  EXPECT_FALSE(job.is_plan);
  EXPECT_EQ(job.via, channel::mobile_push);
  EXPECT_EQ(job.recipients, 3U);
  EXPECT_EQ(job.open, 2U);
  EXPECT_EQ(job.lost, 3U);
  EXPECT_EQ(job.reason, "poison");
  EXPECT_EQ(job.name(), "7/" + job.id);
  EXPECT_GT(to_unix_ms(job.died), 0);
}

TEST_F(dead_jobs, redriven_are_claimed_again_for_who_is_left) {
  const auto job = dead_with(3);
  EXPECT_TRUE(run(dead().redrive(job)).value());
  EXPECT_TRUE(listed().empty());
  const auto again = claim().at(0);
  EXPECT_EQ(again.id, job.id);
  EXPECT_EQ(again.state_of(0), delivery_state::delivered);
  EXPECT_EQ(again.state_of(1), delivery_state::pending);
  EXPECT_EQ(call({"HGET", names().job(here, job.id), "lost"}).text, "0");
  run(q().commit(commit_for(
          again, packed({outcome(1, delivery_state::delivered), outcome(2, delivery_state::failed)}),
          queue::finish::done)))
      .value();
  EXPECT_EQ(counter("s2"), 2);
  EXPECT_EQ(counter("jobs_done"), 1);
}

TEST_F(dead_jobs, are_redriven_once) {
  const auto job = dead_with(3);
  EXPECT_TRUE(run(dead().redrive(job)).value());
  EXPECT_FALSE(run(dead().redrive(job)).value());
  EXPECT_EQ(claim().size(), 1U);
  EXPECT_FALSE(run(dead().redrive(job)).value()) << "somebody works on it";
  EXPECT_FALSE(run(dead().discard(job)).value().was_dead);
  const auto told = events();
  EXPECT_EQ(std::ranges::count(told, "job.redriven", &queue::event_row::kind), 1);
}

TEST_F(dead_jobs, redriven_need_three_losses_to_die_again) {
  const auto job = dead_with(3);
  run(dead().redrive(job)).value();
  call({"ZADD", names().leases(here), "1", claim().at(0).id});
  EXPECT_EQ(run(q().reap(here, long_lease)).value().poisoned.size(), 0U);
}

TEST_F(dead_jobs, discarded_keep_the_books_exact) {
  const auto job = dead_with(500);
  const auto gone = run(dead().discard(job)).value();
  EXPECT_TRUE(gone.was_dead);
  EXPECT_EQ(gone.expired, 499U);
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(counter("s2"), 1);
  EXPECT_EQ(counter("s6"), 499);
  EXPECT_EQ(counter("d0.6"), 499);
  EXPECT_EQ(counter("jobs"), counter("jobs_done"));
  const auto bytes = call({"GET", names().outcomes(here, job.id)}).text;
  EXPECT_EQ(std::ranges::count_if(bytes, [](char byte) { return (byte & 0x0f) == 6; }), 499);
  queue::event_log log(link(), names());
  const auto told = run(log.page(project, std::nullopt, std::nullopt, 600)).value().rows;
  const auto expired = std::ranges::count_if(told, [](const queue::event_row& row) {
    return row.kind.empty() && row.record.state == delivery_state::expired &&
           row.record.reason == static_cast<std::uint16_t>(queue::own_reason::discarded);
  });
  EXPECT_EQ(expired, 499);
  EXPECT_EQ(std::ranges::count(told, "job.discarded", &queue::event_row::kind), 1);
}

TEST_F(dead_jobs, are_discarded_once) {
  const auto job = dead_with(3);
  EXPECT_TRUE(run(dead().discard(job)).value().was_dead);
  EXPECT_FALSE(run(dead().discard(job)).value().was_dead);
  EXPECT_FALSE(run(dead().redrive(job)).value());
  EXPECT_EQ(counter("s6"), 2);
  EXPECT_EQ(counter("jobs_done"), 1);
}

TEST_F(dead_jobs, discarded_let_their_broadcast_end) {
  const auto home = queue::home_of(broadcast);
  run(q().accept(record())).value();
  have_users(3);
  const auto plan = claim(1, home).at(0);
  run(q().plan_everyone(request(), here)).value();
  ASSERT_TRUE(run(q().planned(plan, std::uint64_t{1} << here, {channel::mobile_push}, "")));
  poison(claim().at(0));
  EXPECT_FALSE(run(q().finish_broadcast(broadcast)).value());
  run(dead().discard(listed().at(0))).value();
  EXPECT_TRUE(run(q().finish_broadcast(broadcast)).value());
  const auto progress = run(q().progress(broadcast)).value();
  EXPECT_EQ(progress.recipients, 3U);
  EXPECT_EQ(progress.failures(), 3U);
}

TEST_F(dead_jobs, that_are_plans_can_be_redriven_and_discarded) {
  const auto home = queue::home_of(broadcast);
  run(q().accept(record())).value();
  poison(claim(1, home).at(0));
  auto job = listed().at(0);
  EXPECT_TRUE(job.is_plan);
  EXPECT_EQ(job.recipients, 0U);
  EXPECT_TRUE(run(dead().redrive(job)).value());
  const auto plan = claim(1, home).at(0);
  EXPECT_TRUE(plan.is_plan);
  have_users(3);
  run(q().plan_everyone(request(), here)).value();
  poison(plan);
  job = listed().at(0);
  EXPECT_TRUE(run(dead().discard(job)).value().was_dead);
  EXPECT_FALSE(run(q().finish_broadcast(broadcast)).value()) << "the job that was made is still to be done";
  const auto made = claim().at(0);
  run(q().commit(commit_for(made, all_of(made, delivery_state::delivered), queue::finish::done))).value();
  EXPECT_TRUE(run(q().finish_broadcast(broadcast)).value());
  EXPECT_EQ(run(q().progress(broadcast)).value().states[2], 3U);
  EXPECT_NE(run(q().find(project, broadcast)).value().errors.find("given up"), std::string::npos);
}

TEST_F(dead_jobs, whose_record_is_gone_are_not_listed) {
  const auto job = dead_with(3);
  call({"DEL", names().job(here, job.id)});
  EXPECT_TRUE(listed().empty());
  EXPECT_FALSE(run(dead().redrive(job)).value());
  EXPECT_EQ(size_of(names().dead(here)), 0);
}

}  // namespace
}  // namespace carillon::test
