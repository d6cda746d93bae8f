#include "queue/parked_jobs.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

class parked_jobs : public queue_test {
 protected:
  queue::claimed_job parked() {
    auto job = claimed(3);
    auto request = commit_for(job, "", queue::finish::park);
    request.delay = std::chrono::minutes(5);
    run(q().commit(request)).value();
    return job;
  }
  std::uint32_t release(project_id whose, std::chrono::milliseconds apart = {}) {
    queue::parked_jobs jobs(link(), names());
    return run(jobs.release(whose, here, apart)).value();
  }
  void park(int number, std::int64_t until) {
    const auto id = queue::short_id(numbered(100)) + ":2:" + std::to_string(number);
    call({"HSET", names().job(here, id), "ln", "std", "st", "q"});
    call({"ZADD", names().due(here), std::to_string(until), id});
    call({"ZADD", names().parked(here), "0", std::string(project.raw()) + id});
  }
};

TEST_F(parked_jobs, are_ready_at_once_when_they_are_released) {
  const auto job = parked();
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(release(project), 1U);
  EXPECT_EQ(size_of(names().due(here)), 0);
  EXPECT_EQ(size_of(names().parked(here)), 0);
  EXPECT_EQ(claim().at(0).id, job.id);
  EXPECT_EQ(release(project), 0U);
}

TEST_F(parked_jobs, of_other_projects_stay) {
  parked();
  EXPECT_EQ(release(project_id{numbered(9)}), 0U);
  EXPECT_EQ(size_of(names().due(here)), 1);
}

TEST_F(parked_jobs, leave_nothing_behind_when_their_time_comes) {
  const auto job = parked();
  call({"ZADD", names().due(here), "1", job.id});
  EXPECT_EQ(run(q().stage(here)).value().staged, 1U);
  EXPECT_EQ(size_of(names().parked(here)), 0);
}

TEST_F(parked_jobs, are_released_in_calls_that_are_bounded) {
  for (int number = 0; number < 250; ++number) park(number, 9'999'999'999'999);
  EXPECT_EQ(release(project), 250U);
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 250);
}

TEST_F(parked_jobs, come_back_one_after_the_other_when_they_are_released_apart) {
  for (int number = 0; number < 4; ++number) park(number, number == 3 ? 1'000 : 9'999'999'999'999);
  EXPECT_EQ(release(project, std::chrono::hours(1)), 1U);
  EXPECT_EQ(size_of(names().ready(here, lane::standard)), 1);
  EXPECT_EQ(call({"ZCOUNT", names().due(here), "-inf", "9999999999998"}).integer, 3)
      << "sooner than they were";
  EXPECT_EQ(call({"ZCOUNT", names().due(here), "-inf", "1000"}).integer, 1) << "none later";
  EXPECT_EQ(size_of(names().parked(here)), 3) << "those can be released yet";
}

}  // namespace
}  // namespace carillon::test
