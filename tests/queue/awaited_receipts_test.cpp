#include "queue/awaited_receipts.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using namespace std::chrono_literals;
using queue::receipt_conclusion;

class awaited_receipts : public queue_test {
 protected:
  queue::receipt_batch batch(std::vector<std::string> ids, project_id whose) {
    queue::receipt_batch made{.project = whose,
                              .broadcast = broadcast,
                              .integration = {numbered(5)},
                              .via = provider::expo,
                              .over = channel::mobile_push,
                              .sent_ms = 1000,
                              .receipts = {}};
    for (auto& id : ids)
      made.receipts.push_back({.number = 3, .token_hash = 4, .generation = 1, .remote_id = std::move(id)});
    return made;
  }
  /// Commits an outcome of `job` with receipts of those ids.
  queue::commit_reply commit(const queue::claimed_job& job, std::uint16_t offset,
                             std::vector<std::string> ids, std::chrono::milliseconds wait = 0ms) {
    auto request = commit_for(job, packed({outcome(offset, delivery_state::delivered)}));
    request.receipts.emplace_back(queue::pack_receipts(batch(std::move(ids), job.project)), wait);
    return run(q().commit(request)).value();
  }
  queue::awaited_receipts::claims claim(std::chrono::milliseconds lease = long_lease) {
    return run(receipts().claim(here, lease)).value();
  }
  bool conclude(queue::claimed_receipts claimed, receipt_conclusion outcome = {}) {
    return run(receipts().conclude(std::move(claimed), std::move(outcome))).value();
  }
  queue::awaited_receipts receipts() { return {link(), names()}; }
  std::int64_t waiting() { return size_of(names().receipts(here, project)); }
  std::int64_t indexed() { return size_of(names().due_receipts(here)); }
};

TEST_F(awaited_receipts, are_kept_with_the_outcome_they_belong_to) {
  const auto job = claimed(3);
  commit(job, 0, {"one", "two"});
  const auto found = claim();
  ASSERT_EQ(found.taken.size(), 1U);
  EXPECT_EQ(found.taken[0].what, batch({"one", "two"}, project));
  EXPECT_EQ(found.taken[0].where, here);
}

TEST_F(awaited_receipts, are_not_kept_for_a_worker_that_lost_its_job) {
  auto job = claimed(3);
  job.right.token += 1;
  auto request = commit_for(job, packed({outcome(0, delivery_state::delivered)}));
  request.receipts.emplace_back(queue::pack_receipts(batch({"one"}, project)), 0ms);
  EXPECT_EQ(run(q().commit(request)).error().code, errc::stale);
  EXPECT_EQ(waiting(), 0);
}

TEST_F(awaited_receipts, are_kept_once_when_a_commit_is_sent_again) {
  const auto job = claimed(3);
  commit(job, 0, {"one"});
  const auto first = claim();
  commit(job, 0, {"one"});
  EXPECT_EQ(waiting(), 1);
  EXPECT_TRUE(claim().taken.empty()) << "who has it keeps it";
  EXPECT_TRUE(conclude(first.taken.at(0)));
}

TEST_F(awaited_receipts, wait_for_their_time) {
  const auto job = claimed(3);
  commit(job, 0, {"one"}, 1h);
  const auto found = claim();
  EXPECT_TRUE(found.taken.empty());
  ASSERT_TRUE(found.next_due);
  EXPECT_GT(*found.next_due, 50min);
  EXPECT_LE(*found.next_due, 1h);
}

TEST_F(awaited_receipts, are_had_by_one_at_a_time) {
  const auto job = claimed(3);
  commit(job, 0, {"one"});
  EXPECT_EQ(claim().taken.size(), 1U);
  EXPECT_TRUE(claim().taken.empty());
}

TEST_F(awaited_receipts, of_a_claim_that_ended_belong_to_the_next_one) {
  const auto job = claimed(3);
  commit(job, 0, {"one"});
  const auto lost = claim();
  call({"ZADD", names().receipts(here, project), "1", lost.taken.at(0).packed});
  call({"ZADD", names().due_receipts(here), "1", queue::short_id(project.value)});
  // A claim is known by its lease's end, and both may be of one millisecond.
  const auto next = claim(long_lease + std::chrono::seconds(1));
  const receipt_conclusion told{.left = {}, .wait = 0ms, .events = {{"delivery.undelivered", "{}"}}};
  EXPECT_FALSE(conclude(lost.taken.at(0), told));
  EXPECT_EQ(call({"XLEN", names().events(here, project)}).integer, 1) << "the outcome's event alone";
  EXPECT_TRUE(conclude(next.taken.at(0), told));
  EXPECT_EQ(call({"XLEN", names().events(here, project)}).integer, 2);
}

TEST_F(awaited_receipts, leave_nothing_behind_once_all_came) {
  const auto job = claimed(3);
  commit(job, 0, {"one", "two"});
  EXPECT_TRUE(conclude(claim().taken.at(0)));
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(indexed(), 0);
  EXPECT_FALSE(claim().next_due);
}

TEST_F(awaited_receipts, that_did_not_come_are_asked_for_again) {
  const auto job = claimed(3);
  commit(job, 0, {"one", "two"});
  auto had = claim().taken.at(0);
  const auto left = had.what.receipts.at(1);
  EXPECT_TRUE(conclude(std::move(had), {.left = {left}, .wait = 0ms, .events = {}}));
  EXPECT_EQ(claim().taken.at(0).what, batch({"two"}, project));
}

TEST_F(awaited_receipts, of_two_projects_are_claimed_together) {
  const auto job = claimed(3);
  commit(job, 0, {"ours"});
  const project_id other{numbered(77)};
  call({"ZADD", names().receipts(here, other), "1", queue::pack_receipts(batch({"theirs"}, other))});
  call({"ZADD", names().due_receipts(here), "1", queue::short_id(other.value)});
  EXPECT_EQ(claim().taken.size(), 2U);
}

TEST_F(awaited_receipts, of_a_project_that_is_gone_are_forgotten) {
  const auto job = claimed(3);
  commit(job, 0, {"one"});
  auto had = claim().taken.at(0);
  call({"UNLINK", names().receipts(here, project), names().events(here, project)});
  EXPECT_FALSE(
      conclude(std::move(had), {.left = {}, .wait = 0ms, .events = {{"delivery.unconfirmed", "{}"}}}));
  EXPECT_EQ(call({"EXISTS", names().events(here, project)}).integer, 0);
  call({"ZADD", names().due_receipts(here), "1", queue::short_id(project.value)});
  EXPECT_TRUE(claim().taken.empty());
  EXPECT_EQ(indexed(), 0);
}

TEST_F(awaited_receipts, that_cannot_be_read_are_dropped) {
  call({"ZADD", names().receipts(here, project), "1", "damaged"});
  call({"ZADD", names().due_receipts(here), "1", queue::short_id(project.value)});
  EXPECT_TRUE(claim().taken.empty());
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(indexed(), 0);
}

TEST_F(awaited_receipts, are_not_kept_past_the_projects_share_of_memory) {
  const auto job = claimed(3);
  for (int number = 0; number < 5; ++number)
    call({"ZADD", names().receipts(here, project), "1",
          std::string(600'000, static_cast<char>('a' + number))});
  const auto reply = commit(job, 0, {"one"});
  EXPECT_TRUE(reply.has_refused_receipts);
  EXPECT_EQ(reply.accepted, 1U) << "the outcome is on record all the same";
  EXPECT_EQ(waiting(), 5);
}

TEST_F(awaited_receipts, are_claimed_in_calls_that_are_bounded) {
  for (int number = 0; number < 20; ++number) {
    const auto packed = queue::pack_receipts(batch({std::to_string(number)}, project));
    call({"ZADD", names().receipts(here, project), "1", packed});
  }
  call({"ZADD", names().due_receipts(here), "1", queue::short_id(project.value)});
  const auto first = claim();
  EXPECT_EQ(first.taken.size(), 8U);
  EXPECT_EQ(first.next_due, 0ms);
}

}  // namespace
}  // namespace carillon::test
