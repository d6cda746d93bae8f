#include <map>
#include <numeric>
#include <set>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class plan : public queue_test {
 protected:
  queue::plan_progress everyone() { return run(q().plan_everyone(request(), here)).value(); }
  queue::plan_progress listed(std::vector<std::uint32_t> numbers, std::vector<user_id> users = {},
                              std::string topic = "", bool has_subscribers = false) {
    return run(q().plan_listed(request(), here, std::move(numbers), std::move(users), std::move(topic),
                               has_subscribers))
        .value();
  }
  queue::plan_request steps(std::vector<queue::planned_step> wanted) {
    auto made = request();
    made.steps = std::move(wanted);
    return made;
  }
  /// Every recipient of every job, and that none occurs twice.
  std::set<std::uint32_t> recipients() {
    std::set<std::uint32_t> all;
    for (const auto& job : claim(1000)) {
      for (const auto offset : offsets_of(job)) {
        EXPECT_TRUE(all.insert(job.number_of(offset)).second) << job.number_of(offset) << " is in two jobs";
      }
    }
    return all;
  }
  static std::set<std::uint32_t> up_to(std::uint32_t count) {
    std::set<std::uint32_t> numbers;
    for (std::uint32_t number = 0; number < count; ++number) numbers.insert(number);
    return numbers;
  }
};

TEST_F(plan, of_everyone_covers_each_number_once) {
  have_users(1201);
  const auto made = everyone();
  EXPECT_TRUE(made.is_complete);
  EXPECT_EQ(made.jobs_made, 3U);
  EXPECT_EQ(counter("jobs"), 3);
  EXPECT_EQ(counter("r"), 1201);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 3U);
  EXPECT_EQ(jobs[0].id, queue::short_id(broadcast.value) + ":2:0");
  EXPECT_EQ(jobs[2].first, 1000U);
  EXPECT_EQ(jobs[2].count, 201U);
  EXPECT_EQ(jobs[2].outcomes, std::string(201, '\0'));
  EXPECT_EQ(jobs[1].created_ms, 1000);
  EXPECT_EQ(jobs[1].expires_ms, 90'000);
  EXPECT_FALSE(jobs[0].is_plan);
}

TEST_F(plan, of_nobody_is_complete_at_once) {
  EXPECT_TRUE(everyone().is_complete);
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(counter("jobs"), 0);
}

TEST_F(plan, run_again_makes_no_second_job) {
  have_users(1000);
  everyone();
  for (int again = 0; again < 3; ++again) {
    const auto made = everyone();
    EXPECT_TRUE(made.is_complete);
    EXPECT_EQ(made.jobs_made, 0U);
  }
  EXPECT_EQ(recipients(), up_to(1000));
}

TEST_F(plan, goes_on_at_its_cursor_after_a_crash_at_any_step) {
  constexpr std::uint32_t users = 130 * 500 + 1;  // three calls of at most 64 jobs
  have_users(users);
  EXPECT_EQ(everyone().jobs_made, 64U);
  have_users(users + 5000);  // registered after the bound was frozen
  EXPECT_EQ(everyone().jobs_made, 64U);
  const auto last = everyone();
  EXPECT_EQ(last.jobs_made, 3U);
  EXPECT_TRUE(last.is_complete);
  EXPECT_EQ(everyone().jobs_made, 0U);
  EXPECT_EQ(counter("r"), users);
  EXPECT_EQ(recipients(), up_to(users));
}

TEST_F(plan, of_two_channels_makes_jobs_for_both) {
  have_users(10);
  ASSERT_TRUE(
      run(q().plan_everyone(steps({{channel::mobile_push}, {channel::email}}), here)).value().is_complete);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].via, channel::mobile_push);
  EXPECT_EQ(jobs[1].via, channel::email);
  EXPECT_EQ(counter("jobs"), 2);
  EXPECT_EQ(counter("r"), 10);
}

TEST_F(plan, of_a_later_step_waits_in_due_and_lives_from_its_start) {
  have_users(700);
  const auto later = steps({{channel::in_app}, {channel::email, std::chrono::seconds(7)}});
  EXPECT_EQ(run(q().plan_everyone(later, here)).value().jobs_made, 4U);
  EXPECT_EQ(claim().size(), 2U);
  EXPECT_EQ(size_of(names().due(here)), 2);
  const auto email = queue::short_id(broadcast.value) + ":4:500";
  EXPECT_EQ(call({"ZSCORE", names().due(here), email}).text, "8000");
  run(q().stage(here)).value();  // Redis' clock is past the year 1970
  EXPECT_EQ(call({"ZSCORE", names().ready(here, lane::standard), email}).text, "1400");  // its fair place
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].via, channel::email);
  EXPECT_EQ(jobs[0].created_ms, 8000);
  EXPECT_EQ(jobs[0].expires_ms, 97'000);
}

TEST_F(plan, of_steps_cuts_all_of_them_alike_after_a_crash) {
  constexpr std::uint32_t users = 40 * 500;  // of three steps, 21 cuts a call
  have_users(users);
  const auto three = steps({{channel::in_app}, {channel::mobile_push}, {channel::email}});
  EXPECT_EQ(run(q().plan_everyone(three, here)).value().jobs_made, 63U);
  have_users(users + 500);
  while (!run(q().plan_everyone(three, here)).value().is_complete) {
  }
  EXPECT_EQ(counter("r"), users);
  EXPECT_EQ(counter("jobs"), 120);
  std::map<channel, std::set<std::uint32_t>> starts;
  for (const auto& job : claim(1000)) starts[job.via].insert(job.first);
  EXPECT_EQ(starts[channel::in_app].size(), 40U);
  EXPECT_EQ(starts[channel::in_app], starts[channel::mobile_push]);
  EXPECT_EQ(starts[channel::in_app], starts[channel::email]);
}

TEST_F(plan, without_a_step_counts_its_recipients_all_the_same) {
  have_users(1200);
  const auto made = run(q().plan_everyone(steps({}), here)).value();
  EXPECT_TRUE(made.is_complete);
  EXPECT_EQ(made.jobs_made, 0U);
  EXPECT_EQ(counter("r"), 1200);
  EXPECT_TRUE(claim().empty());
}

TEST_F(plan, keeps_the_steps_it_was_begun_with) {
  run(q().accept(record())).value();
  const auto job = claim(1, queue::home_of(broadcast)).at(0);
  EXPECT_EQ(run(q().fix_steps(job, "first")).value(), "first");
  EXPECT_EQ(run(q().fix_steps(job, "second")).value(), "first");
  EXPECT_EQ(run(q().find(project, broadcast)).value().steps, "first");
  auto another = job;
  another.right.token += 1;
  EXPECT_EQ(run(q().fix_steps(another, "third")).error().code, errc::stale);
}

TEST_F(plan, of_a_list_keeps_the_list) {
  have_users(100);
  EXPECT_EQ(listed({3, 7, 42}).jobs_made, 1U);
  const auto job = claim().at(0);
  EXPECT_EQ(job.listed, (std::vector<std::uint32_t>{3, 7, 42}));
  EXPECT_EQ(job.count, 3U);
  EXPECT_EQ(job.number_of(2), 42U);
  EXPECT_EQ(call({"EXISTS", names().topic(here, project, "")}).integer, 0);
}

TEST_F(plan, of_a_list_run_again_with_another_list_repeats_nobody) {
  have_users(100'000);
  std::vector<std::uint32_t> numbers(9 * 500);
  std::iota(numbers.begin(), numbers.end(), 0);
  EXPECT_FALSE(listed(numbers).is_complete);  // eight jobs a call
  numbers.insert(numbers.end(), {90'000, 90'001});
  EXPECT_TRUE(listed(numbers).is_complete);
  EXPECT_TRUE(listed(numbers).is_complete);
  auto wanted = up_to(9 * 500);
  wanted.insert({90'000, 90'001});
  EXPECT_EQ(recipients(), wanted);
  EXPECT_EQ(counter("r"), 4502);
}

TEST_F(plan, refuses_numbers_that_do_not_ascend) {
  EXPECT_FALSE(run(q().plan_listed(request(), here, {5, 5}, {}, "", false)));
  EXPECT_FALSE(run(q().plan_listed(request(), here, {6, 5}, {}, "", false)));
  EXPECT_EQ(call({"EXISTS", names().counters(here, broadcast)}).integer, 0);
}

TEST_F(plan, subscribes_named_recipients_and_reaches_subscribers_when_asked) {
  have_users(5000);
  const auto topic = names().topic(here, project, "news");
  net::redis_command add{"ZADD", topic};
  for (std::uint32_t number = 1; number < 4000; number += 2) {
    add.add(static_cast<std::int64_t>(number)).add(numbered(number).raw());
  }
  call(std::move(add));
  EXPECT_EQ(listed({0, 1, 4999}, {{numbered(0)}, {numbered(1)}, {numbered(4999)}}, "news", true).jobs_made,
            5U);
  std::set<std::uint32_t> wanted = {0, 4999};
  for (std::uint32_t number = 1; number < 4000; number += 2) wanted.insert(number);
  EXPECT_EQ(recipients(), wanted);
  EXPECT_EQ(call({"ZSCORE", topic, numbered(4999).raw()}).text, "4999");
}

TEST_F(plan, with_a_topic_alone_reaches_named_recipients_only) {
  have_users(100);
  call({"ZADD", names().topic(here, project, "news"), "5", numbered(5).raw()});
  listed({1, 2}, {{numbered(1)}, {numbered(2)}}, "news", false);
  EXPECT_EQ(recipients(), (std::set<std::uint32_t>{1, 2}));
  EXPECT_EQ(size_of(names().topic(here, project, "news")), 3);
}

TEST_F(plan, of_a_large_topic_is_resumable) {
  have_users(10'000);
  net::redis_command add{"ZADD", names().topic(here, project, "news")};
  for (std::uint32_t number = 0; number < 10'000; ++number) {
    add.add(static_cast<std::int64_t>(number)).add(numbered(number).raw());
  }
  call(std::move(add));
  int calls = 1;
  while (!listed({}, {}, "news", true).is_complete) ++calls;
  EXPECT_EQ(calls, 3);  // 20 jobs, eight a call
  EXPECT_EQ(recipients(), up_to(10'000));
}

}  // namespace
}  // namespace carillon::test
