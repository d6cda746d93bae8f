// Broadcasts that a build from before delivery plans left under way: their records have no steps, their
// counters a bit mask and a cursor of mobile_push, their jobs no link to the one before. Over a real Redis.
#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;

constexpr int chunk = 4;  ///< recipients a job: the older build's planner cut at its own size

class upgrade : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    save_apns();
  }

  /// A worker of the older build took the plan job and is gone; the next one may take it at once.
  queue::claimed_job begin_plan(broadcast_id id) {
    auto claimed =
        run(q->claim(queue::home_of(id), {lane::high, lane::standard, lane::bulk}, 1, 30s)).value();
    call({"ZADD", names.leases(claimed.at(0).where), "1", claimed.at(0).id});
    return std::move(claimed.at(0));
  }

  /// What its plan_everyone wrote of one partition when it had made at most `jobs` jobs.
  void plan_partition(const queue::claimed_job& plan, queue::partition where, int jobs) {
    const auto bound = net::require_success(call({"GET", names.sequence(where, project)}))->text;
    const int users = bound.empty() ? 0 : std::stoi(bound);
    int cursor = 0;
    int made = 0;
    for (; cursor < users && made < jobs; ++made) {
      const int count = std::min(chunk, users - cursor);
      const auto jid = queue::short_id(plan.broadcast.value) + ":2:" + std::to_string(cursor);
      call({"HSET", names.job(where, jid), "t", std::string(project.raw()), "n", std::to_string(count), "ln",
            to_string(lane::standard), "cr", std::to_string(plan.created_ms), "ex",
            std::to_string(plan.expires_ms), "st", "q"});
      call({"SET", names.outcomes(where, jid), std::string(static_cast<std::size_t>(count), '\0')});
      call({"ZADD", names.ready(where, lane::standard), "1", jid});
      cursor += count;
    }
    call({"HSET", names.counters(where, plan.broadcast), "bound", std::to_string(users), "cursor2",
          std::to_string(cursor), "planned", cursor >= users ? "4" : "0", "jobs", std::to_string(made), "r",
          std::to_string(cursor)});
  }

  /// What its planned.lua wrote.
  void end_plan(const queue::claimed_job& plan) {
    call({"HSET", names.broadcast(plan.broadcast), "st", "planned", "parts", "18446744073709551615", "chs",
          "2", "err", ""});
    call({"ZREM", names.leases(plan.where), plan.id});
    call({"DEL", names.job(plan.where, plan.id)});
  }

  /// Everyone once, by push alone: what the older build had promised.
  void expect_pushed_once(broadcast_id broadcast, int users) {
    ASSERT_TRUE(is_processed(broadcast));
    EXPECT_EQ(apns.total, users);
    EXPECT_EQ(count(broadcast, delivered), static_cast<std::uint64_t>(users));
    EXPECT_EQ(progress(broadcast).recipients, static_cast<std::uint64_t>(users));
    EXPECT_EQ(depth().dead, 0U);
  }
};

TEST_F(upgrade, goes_on_with_jobs_that_an_older_build_made) {
  have_users(300);
  const auto broadcast = accept();
  const auto plan = begin_plan(broadcast);
  for (unsigned where = 0; where < queue::partition_count; ++where)
    plan_partition(plan, static_cast<queue::partition>(where), 1000);
  end_plan(plan);
  have_plan({{.via = channel::in_app}, {.via = channel::mobile_push, .condition = "1 == 2"}});
  start_worker();
  expect_pushed_once(broadcast, 300);
}

TEST_F(upgrade, goes_on_with_a_plan_that_an_older_build_began) {
  have_users(600);  // nine or so a partition: some whole, some in the middle, some untouched
  const auto broadcast = accept();
  const auto plan = begin_plan(broadcast);
  for (unsigned where = 0; where < queue::partition_count; where += 2)
    plan_partition(plan, static_cast<queue::partition>(where), where % 4 == 0 ? 1000 : 1);
  start_worker();
  expect_pushed_once(broadcast, 600);
}

TEST_F(upgrade, goes_on_with_a_listed_plan_that_an_older_build_began) {
  have_users(200);
  json who = json::array();
  for (int number = 0; number < 200; ++number)
    who.push_back({{"external_id", "user-" + std::to_string(number)}});
  const auto broadcast = accept(dump_json(who));
  const auto plan = begin_plan(broadcast);
  // Everyone is listed, so lists and ranges name the same recipients.
  for (unsigned where = 0; where < queue::partition_count; where += 2)
    plan_partition(plan, static_cast<queue::partition>(where), where % 4 == 0 ? 1000 : 1);
  start_worker();
  expect_pushed_once(broadcast, 200);
}

TEST_F(upgrade, plans_anew_what_an_older_build_had_taken_and_not_begun) {
  have_users(20);
  const auto broadcast = accept();
  begin_plan(broadcast);
  have_plan({{.via = channel::in_app}});
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count(broadcast, delivered), 20U);
}

}  // namespace
}  // namespace carillon::engine
