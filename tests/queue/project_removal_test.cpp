#include "queue/project_removal.hpp"

#include <numeric>
#include <set>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class project_removal : public queue_test {
 protected:
  void SetUp() override {
    queue_test::SetUp();
    removal_.emplace(link(), names());
  }
  queue::project_removal& removal() { return *removal_; }

  std::set<std::string> all_keys() {
    std::set<std::string> found;
    for (const auto& key : call({"KEYS", "*"}).elements) {
      // The virtual clocks, one a lane and partition, stay for ever.
      if (key.text.find(":vt:") == std::string::npos) found.insert(key.text);
    }
    return found;
  }
  /// A broadcast of `owner` with jobs for everyone of `where`, not one of them delivered.
  void plan(std::uint64_t number, project_id owner, queue::partition where) {
    auto accepted = record();
    accepted.id = broadcast = {numbered(number)};
    accepted.project = owner;
    const auto home = queue::home_of(broadcast);
    run(q().accept(accepted)).value();
    call({"SET", names().sequence(where, owner), "60000"});
    auto wanted = request();
    wanted.project = owner;
    while (!run(q().plan_everyone(wanted, where)).value().is_complete) {
    }
    auto jobs = claim(1, home);
    ASSERT_TRUE(jobs.at(0).is_plan);
    ASSERT_TRUE(run(q().planned(jobs[0], std::uint64_t{1} << where, {channel::mobile_push}, "")));
  }
  std::uint64_t remove(project_id gone) {
    EXPECT_TRUE(run(removal().close(gone)));
    const auto removed = run(removal().remove_broadcasts(gone, [] { return true; })).value();
    EXPECT_TRUE(run(removal().forget(gone)));
    return removed;
  }

  const project_id other{numbered(99)};

 private:
  std::optional<queue::project_removal> removal_;
};

TEST_F(project_removal, leaves_nothing_in_the_queues_and_others_alone) {
  plan(10, other, 3);
  const auto before = all_keys();
  const auto others_jobs = size_of(names().ready(3, lane::standard));
  plan(11, project, 3);
  plan(12, project, 3);
  auto accepted_only = record();
  accepted_only.id = {numbered(13)};
  run(q().accept(accepted_only)).value();
  // One leased, one waiting for its next attempt, one dead.
  for (const auto& set : {names().leases(3), names().due(3), names().dead(3)}) {
    const auto jid = call({"ZPOPMAX", names().ready(3, lane::standard)}).elements[0].text;
    call({"ZADD", set, "99999999999999", jid});
    if (set == names().due(3)) call({"ZADD", names().parked(3), "0", std::string(project.raw()) + jid});
  }
  EXPECT_EQ(remove(project), 3U);
  EXPECT_EQ(all_keys(), before);
  EXPECT_EQ(size_of(names().ready(3, lane::standard)), others_jobs);
  EXPECT_EQ(remove(project), 0U);
}

TEST_F(project_removal, tells_whoever_holds_a_job_that_it_is_stale) {
  const auto job = claimed(3);
  plan(11, other, 8);
  broadcast = {numbered(2)};
  run(q().accept(record())).value();
  call({"HSET", names().broadcast(broadcast), "st", "planned", "parts", std::to_string(1 << here)});
  remove(project);
  const auto commit =
      run(q().commit(commit_for(job, all_of(job, delivery_state::delivered), queue::finish::done)));
  EXPECT_EQ(commit.error().code, errc::stale);
  EXPECT_EQ(run(q().renew(job, long_lease)).error().code, errc::stale);
  EXPECT_EQ(call({"EXISTS", names().events(here, project)}).integer, 0) << "nothing was written";
}

TEST_F(project_removal, lets_nobody_make_jobs_any_more) {
  have_users(600);
  EXPECT_TRUE(run(q().plan_everyone(request(), here)));
  ASSERT_TRUE(run(removal().close(project)));
  broadcast = {numbered(3)};
  EXPECT_EQ(run(q().plan_everyone(request(), here)).error().code, errc::stale);
  EXPECT_EQ(run(q().plan_listed(request(), here, {1, 2}, {}, "", false)).error().code, errc::stale);
  EXPECT_EQ(call({"EXISTS", names().counters(here, broadcast)}).integer, 0);
}

TEST_F(project_removal, goes_on_where_it_was_interrupted) {
  const auto before = all_keys();
  for (std::uint64_t number = 11; number < 16; ++number) plan(number, project, 3);
  ASSERT_TRUE(run(removal().close(project)));
  int left = 3;
  const auto removed = run(removal().remove_broadcasts(project, [&] { return --left > 0; }));
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, errc::cancelled);
  EXPECT_EQ(remove(project), 2U);
  EXPECT_EQ(all_keys(), before);
}

}  // namespace
}  // namespace carillon::test
