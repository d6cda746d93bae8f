#include "queue/cancellation.hpp"

#include "queue/event_log.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using namespace std::chrono_literals;
using queue::cancel_outcome;
using queue::finish;
using enum delivery_state;

class cancellation : public queue_test {
 protected:
  queue::cancellation cancellations() { return {link(), names()}; }
  cancel_outcome cancel(project_id whose) {
    auto at = cancellations();
    return run(at.cancel(whose, broadcast)).value();
  }
  bool is_cancelled() {
    auto at = cancellations();
    return run(at.is_cancelled(broadcast)).value();
  }
  bool hasten() {
    auto at = cancellations();
    return run(at.hasten(broadcast)).value();
  }
  queue::claimed_job accepted_plan() {
    run(q().accept(record())).value();
    return claim(1, queue::home_of(broadcast)).at(0);
  }
  /// Planned: so many users, a step now and one an hour later.
  void have_planned(std::uint32_t users) {
    const auto plan = accepted_plan();
    have_users(users);
    auto wanted = request();
    wanted.steps = {{channel::in_app}, {channel::mobile_push, 1h}};
    wanted.created_ms = plan.created_ms;
    wanted.expires_ms = plan.created_ms + 7'200'000;
    while (!run(q().plan_everyone(wanted, here)).value().is_complete) {
    }
    run(q().planned(plan, std::uint64_t{1} << here, {channel::in_app, channel::mobile_push}, "")).value();
  }
  std::size_t told(std::string_view kind) {
    queue::event_log log(link(), names());
    const auto rows = run(log.page(project, std::nullopt, std::nullopt, 100)).value().rows;
    return static_cast<std::size_t>(std::ranges::count(rows, kind, &queue::event_row::kind));
  }
};

TEST_F(cancellation, marks_the_record_once_and_says_so) {
  run(q().accept(record())).value();
  EXPECT_FALSE(is_cancelled());
  EXPECT_EQ(cancel(project), cancel_outcome::cancelled);
  const auto when = run(q().find(project, broadcast)).value().cancelled;
  ASSERT_TRUE(when);
  EXPECT_TRUE(is_cancelled());
  EXPECT_EQ(cancel(project), cancel_outcome::before);
  EXPECT_EQ(run(q().find(project, broadcast)).value().cancelled, when);
  EXPECT_EQ(told("broadcast.cancelled"), 1U);
}

TEST_F(cancellation, knows_neither_other_projects_broadcasts_nor_those_that_are_gone) {
  auto at = cancellations();
  EXPECT_EQ(run(at.cancel(project, broadcast)).error().code, errc::not_found);
  EXPECT_EQ(run(at.owner_of(broadcast)).error().code, errc::not_found);
  EXPECT_FALSE(is_cancelled());
  run(q().accept(record())).value();
  EXPECT_EQ(run(at.cancel(project_id{numbered(9)}, broadcast)).error().code, errc::not_found);
  EXPECT_FALSE(is_cancelled());
  EXPECT_EQ(run(at.owner_of(broadcast)).value(), project);
}

TEST_F(cancellation, comes_too_late_for_what_was_processed) {
  const auto plan = accepted_plan();
  run(q().planned(plan, 0, {}, "")).value();
  EXPECT_EQ(cancel(project), cancel_outcome::processed);
  EXPECT_FALSE(is_cancelled());
  EXPECT_EQ(told("broadcast.cancelled"), 0U);
}

TEST_F(cancellation, tells_the_workers) {
  run(q().accept(record())).value();
  auto listener = net::connect_redis(context, server().options());
  std::vector<std::string> told;
  listener->subscribe(names().project_pattern(),
                      [&](std::string_view, std::string_view what) { told.emplace_back(what); });
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 1; })) << "it may have missed some";
  cancel(project);
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 2; }));
  EXPECT_EQ(queue::cancelled_in(told[1]), broadcast);
  listener->close();
  context.poll();
  EXPECT_FALSE(queue::cancelled_in("changed"));
  EXPECT_FALSE(queue::cancelled_in("cancelled:x"));
}

TEST_F(cancellation, makes_later_steps_ready_once_it_is_planned_and_cancelled) {
  have_planned(1200);
  EXPECT_EQ(size_of(names().due(here)), 3);
  EXPECT_FALSE(hasten());
  EXPECT_EQ(size_of(names().due(here)), 3) << "it is not cancelled";
  cancel(project);
  EXPECT_TRUE(hasten());
  EXPECT_EQ(size_of(names().due(here)), 0);
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 6);
  EXPECT_TRUE(hasten()) << "again";
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 6);
}

TEST_F(cancellation, takes_parked_jobs_out_of_both_places_and_leaves_those_that_are_held) {
  have_planned(10);
  const auto job = claim(1).at(0);
  auto parked = commit_for(job, "", finish::park);
  parked.delay = 5min;
  run(q().commit(parked)).value();
  EXPECT_EQ(size_of(names().parked(here)), 1);
  cancel(project);
  EXPECT_TRUE(hasten());
  EXPECT_EQ(size_of(names().parked(here)), 0);
  EXPECT_EQ(claim().size(), 2U);
  EXPECT_TRUE(hasten());
  EXPECT_TRUE(claim().empty()) << "they are leased";
}

TEST_F(cancellation, lets_a_broadcast_end_whose_planning_stopped_half_way) {
  const auto plan = accepted_plan();
  have_users(70'000);
  EXPECT_FALSE(run(q().plan_everyone(request(), here)).value().is_complete);
  cancel(project);
  run(q().planned(plan, ~std::uint64_t{0}, {channel::mobile_push}, "")).value();
  EXPECT_FALSE(run(q().finish_broadcast(broadcast)).value());
  for (const auto& job : claim(200))
    run(q().commit(commit_for(job, all_of(job, skipped), finish::done))).value();
  EXPECT_TRUE(run(q().finish_broadcast(broadcast)).value());
  const auto sum = run(q().progress(broadcast)).value();
  EXPECT_EQ(sum.states[static_cast<std::size_t>(skipped)], sum.recipients);
  EXPECT_LT(sum.recipients, 70'000U);
}

}  // namespace
}  // namespace carillon::test
