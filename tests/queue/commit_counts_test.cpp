// What commit.lua counts: attempts in the outcome byte, recipients that failed or are gone, once over all
// steps of a broadcast, devices that are finished before their recipient is.
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::finish;
using enum delivery_state;

class commit_counts : public queue_test {
 protected:
  queue::commit_reply committed(const queue::claimed_job& job, std::string records, finish end = finish::no) {
    return run(q().commit(commit_for(job, std::move(records), end))).value();
  }
  static queue::delivery_record gone(std::uint16_t offset) {
    auto record = outcome(offset, skipped);
    record.via = provider::none;
    record.reason = static_cast<std::uint16_t>(queue::own_reason::user_deleted);
    return record;
  }
  /// One of several deliveries of a recipient, not its last.
  static queue::delivery_record one_of(queue::delivery_record record, std::uint64_t token_hash,
                                       provider via = provider::apns) {
    record.is_last = false;
    record.token_hash = token_hash;
    record.via = via;
    return record;
  }
  /// The broadcast has these steps, and their jobs for the same recipients these outcome bytes.
  void have_steps(const queue::claimed_job& job, const std::vector<std::pair<channel, std::string>>& others,
                  const std::string& all) {
    call({"HSET", names().counters(here, broadcast), "steps", all});
    for (const auto& [via, outcomes] : others) {
      const auto jid = queue::short_id(broadcast.value) + ":" + std::to_string(static_cast<int>(via)) + ":" +
                       std::to_string(job.first);
      call({"SET", names().outcomes(here, jid), outcomes});
    }
  }
};

TEST_F(commit_counts, an_intent_announces_the_next_attempt_only) {
  const auto job = claimed(1);
  EXPECT_EQ(committed(job, packed({outcome(0, intent, 2)})).accepted, 0U);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 1)})).accepted, 1U);
  EXPECT_EQ(committed(job, packed({outcome(0, intent, 1)})).accepted, 0U);
  EXPECT_EQ(committed(job, packed({outcome(0, intent, 2)})).accepted, 1U);
}

TEST_F(commit_counts, an_outcome_never_lowers_the_attempts) {
  const auto job = claimed(1);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 1)})).accepted, 1U);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 2)})).accepted, 1U);
  EXPECT_EQ(committed(job, packed({outcome(0, delivered, 1)})).accepted, 1U);
  EXPECT_EQ(outcome_bytes(job), "\x22");
}

TEST_F(commit_counts, recipients_in_whatever_order_their_outcomes_come) {
  const auto job = claimed(4);
  committed(job, packed({outcome(2, delivered), outcome(3, delivered), outcome(0, delivered)}));
  EXPECT_EQ(outcome_bytes(job), std::string("\x12\x00\x12\x12", 4));
}

TEST_F(commit_counts, every_failure_and_nothing_else_as_a_failed_recipient) {
  const auto job = claimed(6);
  committed(job, packed({outcome(0, delivered), outcome(1, failed), outcome(2, skipped), outcome(3, expired),
                         outcome(4, revoked), outcome(5, unknown)}));
  EXPECT_EQ(counter("f"), 4);
  for (const auto* name : {"x1.3", "x1.6", "x1.7", "x1.8"}) EXPECT_EQ(counter(name), 1) << name;
  for (const auto* name : {"x1.2", "x1.5"}) EXPECT_EQ(counter(name), 0) << name;
}

// Their numbers' high bits stand above the code, which is not taken for one then.
TEST_F(commit_counts, providers_beyond_the_fifteenth) {
  const auto job = claimed(3);
  auto theirs = outcome(0, failed);
  theirs.via = static_cast<provider>(17);
  theirs.code = 400;
  theirs.reason = 9;
  auto ours = outcome(1, failed);
  ours.via = static_cast<provider>(16);
  ours.code = 0;
  ours.reason = 6;
  auto skip = outcome(2, skipped);
  skip.via = static_cast<provider>(16);
  skip.reason = static_cast<std::uint16_t>(queue::own_reason::user_deleted);
  committed(job, packed({theirs, ours, skip}));
  for (const auto* name : {"d17.3", "d16.3", "d16.5", "x17.3", "x16.3", "y17.3.p9", "y16.3.o6"})
    EXPECT_EQ(counter(name), 1) << name;
  EXPECT_EQ(counter("gone"), 0);
}

TEST_F(commit_counts, the_reasons_of_failures_ours_and_theirs_apart) {
  const auto job = claimed(5);
  auto theirs = outcome(0, failed);
  theirs.code = 400;
  theirs.reason = 258;
  auto ours = outcome(1, failed);
  ours.code = 0;
  ours.reason = 6;
  auto nobodys = outcome(2, expired);
  nobodys.via = provider::none;
  nobodys.code = 503;
  nobodys.reason = 4;
  auto ours_on_theirs = outcome(3, failed);
  ours_on_theirs.code = 503;
  ours_on_theirs.reason = queue::to_reason(queue::own_reason::retries_exhausted, 503);
  committed(job, packed({theirs, ours, nobodys, ours_on_theirs, outcome(4, delivered)}));
  for (const auto* name : {"y1.3.p258", "y1.3.o6", "y0.6.o4", "y1.3.o5"}) EXPECT_EQ(counter(name), 1) << name;
}

TEST_F(commit_counts, a_failure_for_the_provider_that_failed_like_the_recipient) {
  const auto job = claimed(1);
  auto last = outcome(0, revoked);
  last.via = provider::fcm;
  last.recipient_state = failed;
  committed(job, packed({one_of(outcome(0, failed), 0xaaaa), last}));
  EXPECT_EQ(counter("x1.3"), 1);
  EXPECT_EQ(counter("x2.3"), 0);
}

TEST_F(commit_counts, a_recipient_that_failed_in_other_steps_not_again) {
  const auto job = claimed(5);
  have_steps(job,
             {{channel::in_app, std::string("\x13\x12\x16\x18\x14", 5)},
              {channel::email, std::string("\x13\x12\x12\x12\x12", 5)}},
             "1:0 2:0 4:0");
  committed(job, all_of(job, failed));
  EXPECT_EQ(counter("s3"), 5);
  EXPECT_EQ(counter("f"), 2);  // the second and the fifth
}

TEST_F(commit_counts, a_deleted_user_as_missing_in_the_first_step_only) {
  const auto job = claimed(2);
  have_steps(job, {}, "1:0 2:0");
  committed(job, packed({gone(0)}));
  EXPECT_EQ(counter("gone"), 1);
  EXPECT_EQ(counter("missing"), 0);
  have_steps(job, {}, "2:0 1:0");
  committed(job, packed({gone(1)}));
  EXPECT_EQ(counter("gone"), 2);
  EXPECT_EQ(counter("missing"), 1);
}

TEST_F(commit_counts, devices_as_finished_that_are_and_have_a_token) {
  const auto job = claimed(1);
  const auto key = names().done_devices(here, job.id);
  committed(job, packed({one_of(outcome(0, delivered), 0), one_of(outcome(0, intent), 0xaaaa),
                         one_of(outcome(0, delivered), 0xbbbb), outcome(0, retry)}));
  EXPECT_EQ(call({"HSTRLEN", key, "0"}).integer, 8);
  committed(job, packed({outcome(0, delivered, 2)}));
  EXPECT_EQ(call({"EXISTS", key}).integer, 0);
}

TEST_F(commit_counts, an_intent_as_untried) {
  const auto job = claimed(2);
  committed(job, packed({outcome(0, retry), outcome(1, intent)}));
  const auto outcome = run(q().commit(commit_for(job, "", finish::retry)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, errc::incomplete);
}

TEST_F(commit_counts, jobs_until_the_last_of_the_partition) {
  have_users(600);
  EXPECT_TRUE(run(q().plan_everyone(request(), here)).value().is_complete);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_FALSE(committed(jobs[0], all_of(jobs[0], delivered), finish::done).is_partition_done);
  EXPECT_TRUE(committed(jobs[1], all_of(jobs[1], delivered), finish::done).is_partition_done);
  // What an ended job keeps for a month is as little as possible.
  for (const auto* field : {"cr", "ex", "runs", "lost"})
    EXPECT_EQ(call({"HEXISTS", names().job(here, jobs[0].id), field}).integer, 0) << field;
}

TEST_F(commit_counts, places_of_texts_beyond_one_byte) {
  const auto job = claimed(300);
  auto request = commit_for(job, all_of(job, failed));
  request.texts = queue::pack_texts({{299, "BadDeviceToken"}});
  EXPECT_EQ(run(q().commit(request)).value().accepted, 300U);
  const auto last = call({"XREVRANGE", names().events(here, project), "+", "-", "COUNT", "1"});
  EXPECT_EQ(last.elements.at(0).elements.at(1).elements.at(7).text,
            queue::pack_texts({{299, "BadDeviceToken"}}));
}

}  // namespace
}  // namespace carillon::test
