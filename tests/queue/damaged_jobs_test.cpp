// Jobs whose records are damaged, or of another version: each is dead with its reason, and holds nobody up.
#include "queue/dead_jobs.hpp"

#include "queue/event_log.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class damaged_jobs : public queue_test {
 protected:
  std::vector<queue::dead_job> listed() {
    queue::dead_jobs dead(link(), names());
    return run(dead.list(100)).value();
  }
  /// The only ready job there is.
  std::string planned_job() {
    auto job = claimed(3);
    run(q().commit(commit_for(job, "", queue::finish::release))).value();
    return job.id;
  }
};

TEST_F(damaged_jobs, are_dead_and_the_next_is_claimed) {
  using damage = std::pair<const char*, std::vector<std::string>>;
  const auto id = planned_job();
  const auto key = names().job(here, id);
  const auto outcomes = names().outcomes(here, id);
  const std::vector<damage> table = {
      {"no project", {"HDEL", key, "t"}},
      {"a short project", {"HSET", key, "t", "x"}},
      {"no count", {"HDEL", key, "n"}},
      {"a count of words", {"HSET", key, "n", "many"}},
      {"another count", {"HSET", key, "n", "4"}},
      {"no lane", {"HDEL", key, "ln"}},
      {"no times", {"HDEL", key, "cr", "ex"}},
      {"a list of odd length", {"HSET", key, "list", "abc"}},
      {"no outcomes", {"DEL", outcomes}},
      {"outcomes of another type", {"HSET", outcomes, "a", "b"}},
      {"devices of another type", {"SET", names().done_devices(here, id), "x"}},
      {"another type", {"SET", key, "x"}}};
  const auto whole = call({"DUMP", key}).text;
  const auto bytes = call({"DUMP", outcomes}).text;
  for (const auto& [what, words] : table) {
    net::redis_command command;
    for (const auto& word : words) command.add(word);
    if (what == std::string_view("outcomes of another type")) call({"DEL", outcomes});
    if (what == std::string_view("another type")) call({"DEL", key});
    call(std::move(command));
    call({"ZADD", names().ready(here, lane::standard), "0", id});
    EXPECT_TRUE(claim().empty()) << what;
    const auto dead = listed();
    ASSERT_EQ(dead.size(), 1U) << what;
    EXPECT_EQ(dead[0].id, id) << what;
    EXPECT_EQ(dead[0].reason, "damaged") << what;
    EXPECT_EQ(call({"ZCARD", names().ready(here, lane::standard)}).integer, 0) << what;

    call({"DEL", key, outcomes, names().done_devices(here, id), names().dead(here)});
    call({"RESTORE", key, "0", whole});
    call({"RESTORE", outcomes, "0", bytes});
  }
  call({"ZADD", names().ready(here, lane::standard), "0", id});
  EXPECT_EQ(claim().size(), 1U) << "as it was it is claimed";
}

TEST_F(damaged_jobs, are_discarded_so_that_their_broadcast_ends) {
  const auto id = planned_job();
  call({"HDEL", names().job(here, id), "n", "t"});
  EXPECT_TRUE(claim().empty());
  queue::dead_jobs dead(link(), names());
  const auto discarded = run(dead.discard(listed().at(0))).value();
  EXPECT_TRUE(discarded.was_dead);
  EXPECT_EQ(discarded.expired, 3U);
  EXPECT_EQ(counter("jobs_done"), 1);
  EXPECT_TRUE(listed().empty());
}

TEST_F(damaged_jobs, are_not_lost_by_the_stager_and_the_reaper) {
  const auto id = planned_job();
  call({"ZREM", names().ready(here, lane::standard), id});
  call({"HDEL", names().job(here, id), "ln"});
  call({"ZADD", names().due(here), "1", id});
  run(q().stage(here)).value();
  ASSERT_EQ(listed().size(), 1U);
  call({"DEL", names().dead(here)});
  call({"HSET", names().job(here, id), "st", "l"});
  call({"ZADD", names().leases(here), "1", id});
  run(q().reap(here, long_lease)).value();
  EXPECT_EQ(listed().size(), 1U);
}

TEST_F(damaged_jobs, that_bear_no_name_of_ours_are_dropped) {
  call({"ZADD", names().ready(here, lane::standard), "0", "rubbish"});
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(call({"ZCARD", names().ready(here, lane::standard)}).integer, 0);
}

TEST_F(damaged_jobs, are_buried_by_their_owner_alone) {
  const auto job = claimed(3);
  queue::burial wanted{.job_id = job.id,
                       .where = job.where,
                       .right = job.right,
                       .project = job.project,
                       .broadcast = job.broadcast,
                       .reason = "failed",
                       .detail = "a sentence\nof two lines"};
  auto stranger = wanted;
  stranger.right.token += 1;
  EXPECT_EQ(run(q().bury(stranger)).error().code, errc::stale);
  ASSERT_TRUE(run(q().bury(wanted)));
  EXPECT_EQ(run(q().bury(wanted)).error().code, errc::stale) << "it is dead already";
  const auto dead = listed().at(0);
  EXPECT_EQ(dead.reason, "failed");
  EXPECT_EQ(dead.detail, "a sentence of two lines");
  EXPECT_EQ(dead.open, 3U);
  EXPECT_EQ(run(q().measure()).value().leased, 0U);
  queue::event_log log(link(), names());
  const auto told = run(log.page(project, std::nullopt, std::nullopt, 10)).value().rows;
  EXPECT_EQ(std::ranges::count(told, "job.failed", &queue::event_row::kind), 1);
}

}  // namespace
}  // namespace carillon::test
