#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::finish;
using enum delivery_state;

class commit_script : public queue_test {
 protected:
  queue::commit_reply committed(const queue::claimed_job& job, std::string records, finish end = finish::no) {
    return run(q().commit(commit_for(job, std::move(records), end))).value();
  }
  errc refused(const queue::claimed_job& job, std::string records, finish end = finish::no) {
    const auto outcome = run(q().commit(commit_for(job, std::move(records), end)));
    EXPECT_FALSE(outcome);
    return outcome ? errc::internal : outcome.error().code;
  }
  std::int64_t entries() { return call({"XLEN", names().events(here, project)}).integer; }
};

TEST_F(commit_script, writes_bytes_counters_and_one_event_together) {
  const auto job = claimed(4);
  const auto reply = committed(job, packed({outcome(0, delivered), outcome(2, failed), outcome(3, skipped)}));
  EXPECT_EQ(reply.accepted, 3U);
  EXPECT_EQ(reply.open, 1U);
  EXPECT_EQ(outcome_bytes(job), std::string("\x12\x00\x13\x15", 4));
  EXPECT_EQ(counter("s2"), 1);
  EXPECT_EQ(counter("s3"), 1);
  EXPECT_EQ(counter("s5"), 1);
  EXPECT_EQ(counter("d1.2"), 1);
  EXPECT_EQ(counter("gone"), 0);
  EXPECT_EQ(entries(), 1);
}

TEST_F(commit_script, sent_again_changes_nothing) {
  const auto job = claimed(4);
  const auto records = packed({outcome(0, delivered), outcome(1, retry), outcome(2, intent)});
  EXPECT_EQ(committed(job, records).accepted, 3U);
  const auto before = outcome_bytes(job);
  for (int again = 0; again < 2; ++again) EXPECT_EQ(committed(job, records).accepted, 0U);
  EXPECT_EQ(outcome_bytes(job), before);
  EXPECT_EQ(counter("s2"), 1);
  EXPECT_EQ(counter("s4"), 1);
  EXPECT_EQ(entries(), 1);
}

TEST_F(commit_script, keeps_the_first_of_two_outcomes) {
  const auto job = claimed(2);
  committed(job, packed({outcome(0, delivered)}));
  EXPECT_EQ(committed(job, packed({outcome(0, failed), outcome(1, failed), outcome(1, delivered)})).accepted,
            1U);
  EXPECT_EQ(outcome_bytes(job), "\x12\x13");
  EXPECT_EQ(counter("s2"), 1);
  EXPECT_EQ(counter("s3"), 1);
}

TEST_F(commit_script, counts_a_holes_recipient_as_gone) {
  const auto job = claimed(2);
  auto hole = outcome(0, skipped);
  hole.via = provider::none;
  hole.reason = static_cast<std::uint16_t>(queue::own_reason::user_deleted);
  auto no_address = hole;
  no_address.offset = 1;
  no_address.reason = static_cast<std::uint16_t>(queue::own_reason::no_address);
  committed(job, packed({hole, no_address}));
  EXPECT_EQ(counter("s5"), 2);
  EXPECT_EQ(counter("gone"), 1);
}

TEST_F(commit_script, is_refused_to_anyone_but_the_owner) {
  const auto job = claimed(2);
  const auto records = packed({outcome(0, delivered)});
  auto foreign = job;
  foreign.right.owner = std::string(32, '0');
  EXPECT_EQ(refused(foreign, records), errc::stale);
  auto old = job;
  ++old.right.token;
  EXPECT_EQ(refused(old, records), errc::stale);
  auto absent = job;
  absent.id.back() = '9';
  EXPECT_EQ(refused(absent, records), errc::stale);
  EXPECT_EQ(outcome_bytes(job), std::string(2, '\0'));
  EXPECT_EQ(entries(), 0);
}

TEST_F(commit_script, after_the_lease_was_taken_away_is_stale) {
  const auto job = claimed(2);
  call({"ZADD", names().leases(here), "1", job.id});
  ASSERT_EQ(run(q().reap(here, long_lease)).value().requeued, 1U);
  EXPECT_EQ(refused(job, packed({outcome(0, delivered)})), errc::stale);
  const auto again = claim().at(0);
  EXPECT_EQ(again.right.token, 2U);
  EXPECT_EQ(refused(job, "", finish::done), errc::stale);
  EXPECT_EQ(committed(again, all_of(again, delivered), finish::done).open, 0U);
}

TEST_F(commit_script, done_is_refused_while_a_recipient_has_no_outcome) {
  const auto job = claimed(3);
  EXPECT_EQ(refused(job, packed({outcome(0, delivered), outcome(1, delivered)}), finish::done),
            errc::incomplete);
  EXPECT_EQ(outcome_bytes(job), std::string("\x12\x12\x00", 3));  // what came was taken
  EXPECT_EQ(counter("jobs_done"), 0);
  EXPECT_EQ(size_of(names().leases(here)), 1);
  const auto reply = committed(job, packed({outcome(2, delivered)}), finish::done);
  EXPECT_EQ(reply.open, 0U);
  EXPECT_TRUE(reply.is_partition_done);
  EXPECT_EQ(counter("jobs_done"), 1);
  EXPECT_EQ(size_of(names().leases(here)), 0);
}

TEST_F(commit_script, final_and_sent_again_counts_the_job_once) {
  const auto job = claimed(3);
  const auto records = all_of(job, delivered);
  committed(job, records, finish::done);
  EXPECT_EQ(committed(job, records, finish::done).accepted, 0U);
  EXPECT_EQ(counter("jobs_done"), 1);
  EXPECT_EQ(entries(), 1);
  EXPECT_EQ(refused(job, records), errc::stale);
}

TEST_F(commit_script, retry_waits_in_due_and_counts_a_run) {
  const auto job = claimed(3);
  EXPECT_EQ(refused(job, packed({outcome(0, delivered), outcome(1, retry)}), finish::retry),
            errc::incomplete);
  auto last = commit_for(job, packed({outcome(2, retry)}), finish::retry);
  last.delay = std::chrono::milliseconds(60'000);
  EXPECT_EQ(run(q().commit(last)).value().open, 2U);
  EXPECT_EQ(run(q().commit(last)).value().accepted, 0U);  // its reply was lost
  EXPECT_EQ(size_of(names().leases(here)), 0);
  EXPECT_EQ(size_of(names().due(here)), 1);
  EXPECT_EQ(call({"HGET", names().job(here, job.id), "runs"}).text, "1");
  EXPECT_TRUE(claim().empty());
  call({"ZADD", names().due(here), "1", job.id});
  ASSERT_EQ(run(q().stage(here)).value().staged, 1U);
  const auto again = claim().at(0);
  EXPECT_EQ(again.runs, 1U);
  EXPECT_EQ(again.state_of(0), delivered);
  EXPECT_EQ(again.state_of(1), retry);
  EXPECT_EQ(again.attempts_of(1), 1U);
  committed(again, packed({outcome(1, delivered, 2), outcome(2, failed, 2)}), finish::done);
  EXPECT_EQ(outcome_bytes(job), "\x12\x22\x23");
  EXPECT_EQ(counter("s4"), 2);
}

TEST_F(commit_script, retry_with_nothing_open_is_done) {
  const auto job = claimed(2);
  committed(job, all_of(job, delivered), finish::retry);
  EXPECT_EQ(counter("jobs_done"), 1);
  EXPECT_EQ(size_of(names().due(here)), 0);
}

TEST_F(commit_script, retry_applies_to_the_next_attempt_only) {
  const auto job = claimed(1);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 2)})).accepted, 0U);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 1)})).accepted, 1U);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 1)})).accepted, 0U);
  EXPECT_EQ(committed(job, packed({outcome(0, retry, 2)})).accepted, 1U);
  EXPECT_EQ(outcome_bytes(job), "\x24");
  EXPECT_EQ(counter("s4"), 2);
}

TEST_F(commit_script, park_and_release_give_a_job_back_uncounted) {
  auto job = claimed(2);
  committed(job, packed({outcome(0, delivered)}), finish::park);
  EXPECT_EQ(size_of(names().due(here)), 1);
  call({"ZADD", names().due(here), "1", job.id});
  run(q().stage(here)).value();
  job = claim().at(0);
  EXPECT_EQ(job.runs, 0U);
  committed(job, "", finish::release);
  job = claim().at(0);
  EXPECT_EQ(job.runs, 0U);
  EXPECT_EQ(job.right.token, 3U);
  EXPECT_EQ(job.state_of(0), delivered);
}

TEST_F(commit_script, remembers_finished_devices_until_their_recipient_is) {
  auto job = claimed(2);
  auto first = outcome(1, delivered);
  first.is_last = false;
  first.token_hash = 0xaaaa;
  auto second = outcome(1, retry);
  second.token_hash = 0xbbbb;
  committed(job, packed({outcome(0, delivered), first, second}), finish::retry);
  EXPECT_EQ(counter("d1.2"), 2);
  EXPECT_EQ(counter("d1.4"), 1);
  EXPECT_EQ(counter("s2"), 1);
  call({"ZADD", names().due(here), "1", job.id});
  run(q().stage(here)).value();
  job = claim().at(0);
  ASSERT_EQ(job.done_devices.size(), 1U);
  EXPECT_EQ(job.done_devices.at(1), std::vector<queue::finished_device>{{.token_hash = 0xaaaa}});
  auto third = outcome(1, revoked, 2);
  third.is_last = false;
  third.token_hash = 0xcccc;
  committed(job, packed({third, outcome(1, retry, 2)}));
  EXPECT_EQ(call({"HSTRLEN", names().done_devices(here, job.id), "1"}).integer, 8);
  EXPECT_EQ(call({"HSTRLEN", names().done_devices(here, job.id), "7001"}).integer, 16);
  committed(job, packed({outcome(1, delivered, 3)}));
  EXPECT_EQ(call({"EXISTS", names().done_devices(here, job.id)}).integer, 0);
}

TEST_F(commit_script, remembers_how_providers_put_a_job_off) {
  auto job = claimed(1);
  auto request = commit_for(job, packed({outcome(0, retry)}), finish::retry);
  request.last_answers = {{provider::apns, {503, 7}}, {provider::expo, {429, 2}}};
  run(q().commit(request)).value();
  call({"ZADD", names().due(here), "1", job.id});
  run(q().stage(here)).value();
  EXPECT_EQ(claim().at(0).last_answers, request.last_answers);
}

TEST_F(commit_script, has_the_broadcast_tell_who_holds_it_until_it_gets_on) {
  auto job = claimed(2);
  call({"HSET", names().broadcast(broadcast), "t", std::string(project.raw())});
  const auto held = [&] { return run(q().progress(broadcast)).value().held; };
  const auto park = [&](const queue::last_answer& said) {
    auto request = commit_for(job, "", finish::park);
    request.last_answers = request.held = {{provider::apns, said}};
    run(q().commit(request)).value();
    call({"ZADD", names().due(here), "1", job.id});
    run(q().stage(here)).value();
    job = claim().at(0);
  };
  EXPECT_TRUE(held().empty());
  park({503, 7});
  const auto first = held().at(provider::apns);
  EXPECT_EQ(first.said, (queue::last_answer{503, 7}));
  EXPECT_GT(first.since_ms, 0);
  call({"HSET", names().counters(here, broadcast), "h1", "503:7:1700000000000"});
  park({0, 0xffff});
  EXPECT_EQ(held().at(provider::apns).said, (queue::last_answer{0, 0xffff}));
  EXPECT_EQ(held().at(provider::apns).since_ms, 1'700'000'000'000) << "still since then";
  committed(job, packed({outcome(0, delivered)}));
  EXPECT_EQ(held().size(), 1U) << "nobody knows of the other one yet";
  committed(job, packed({outcome(1, delivered)}), finish::done);
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(call({"HEXISTS", names().job(here, job.id), "hb"}).integer, 0);
}

TEST_F(commit_script, tells_refused_devices_from_those_delivered_to) {
  auto job = claimed(1);
  auto first = outcome(0, failed);
  first.is_last = false;
  first.token_hash = 0xaaaa;
  first.code = 400;
  first.reason = 3;
  auto second = outcome(0, retry);
  second.token_hash = 0xbbbb;
  committed(job, packed({first, second}), finish::retry);
  call({"ZADD", names().due(here), "1", job.id});
  run(q().stage(here)).value();
  job = claim().at(0);
  ASSERT_EQ(job.done_devices.size(), 1U);
  EXPECT_EQ(job.done_devices.at(0),
            (std::vector<queue::finished_device>{{.token_hash = 0xaaaa, .state = failed}}));
  // The recipient fails by what was refused then.
  auto last = outcome(0, revoked, 2);
  last.recipient_state = failed;
  committed(job, packed({last}), finish::done);
  EXPECT_EQ(counter("s3"), 1);
  EXPECT_EQ(counter("x1.3"), 1);
  EXPECT_EQ(counter("y1.3.p3"), 1);
}

TEST_F(commit_script, intents_are_not_events_and_give_way_to_outcomes) {
  const auto job = claimed(3);
  EXPECT_EQ(committed(job, packed({outcome(0, intent), outcome(1, intent)})).accepted, 2U);
  EXPECT_EQ(outcome_bytes(job), std::string("\x01\x01\x00", 3));
  EXPECT_EQ(entries(), 0);
  EXPECT_EQ(committed(job, packed({outcome(0, delivered), outcome(2, intent)})).accepted, 2U);
  EXPECT_EQ(committed(job, packed({outcome(0, intent)})).accepted, 0U);
  EXPECT_EQ(outcome_bytes(job), std::string("\x12\x01\x01", 3));
  EXPECT_EQ(refused(job, "", finish::done), errc::incomplete);
}

TEST_F(commit_script, texts_follow_their_records) {
  const auto job = claimed(4);
  committed(job, packed({outcome(0, delivered)}));
  auto request = commit_for(job, packed({outcome(0, failed), outcome(1, failed), outcome(2, delivered)}));
  request.texts = queue::pack_texts({{0, "lost"}, {1, "BadDeviceToken"}});
  EXPECT_EQ(run(q().commit(request)).value().accepted, 2U);
  const auto last = call({"XREVRANGE", names().events(here, project), "+", "-", "COUNT", "1"});
  const auto& fields = last.elements.at(0).elements.at(1).elements;
  ASSERT_EQ(fields.size(), 8U);
  EXPECT_EQ(fields[7].text, queue::pack_texts({{0, "BadDeviceToken"}}));
}

TEST_F(commit_script, refuses_malformed_records_before_it_writes_anything) {
  const auto job = claimed(2);
  const auto good = packed({outcome(0, delivered)});
  auto no_attempt = outcome(1, delivered, 0);
  auto open_group = outcome(1, delivered);
  open_group.is_last = false;
  auto other_offset = outcome(0, delivered);
  auto nothing_happened = outcome(1, pending);
  for (const auto& bad :
       {good + packed({outcome(2, delivered)}), good + packed({no_attempt}), good + packed({open_group}),
        packed({open_group, other_offset}), good + packed({nothing_happened}), good + good.substr(3)}) {
    EXPECT_EQ(refused(job, bad), errc::internal);
  }
  auto cut_text = commit_for(job, good);
  cut_text.texts = std::string("\x00\x00\x09x", 4);
  EXPECT_FALSE(run(q().commit(cut_text)));
  auto foreign_project = commit_for(job, good);
  foreign_project.project = {numbered(77)};
  EXPECT_FALSE(run(q().commit(foreign_project)));
  EXPECT_EQ(refused(job, std::string(501 * 16, '\0')), errc::too_large);
  EXPECT_EQ(outcome_bytes(job), std::string(2, '\0'));
  EXPECT_EQ(entries(), 0);
}

TEST_F(commit_script, drains_a_full_redis) {
  have_users(600);
  call({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_TRUE(run(q().plan_everyone(request(), here)));
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 2U);
  committed(jobs[0], all_of(jobs[0], delivered), finish::done);
  EXPECT_TRUE(run(q().renew(jobs[1], long_lease)));
  EXPECT_TRUE(run(q().reap(here, long_lease)));
  EXPECT_TRUE(run(q().stage(here)));
  committed(jobs[1], "", finish::release);
  call({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(counter("s2"), 500);
}

TEST_F(commit_script, costs_at_most_24_bytes_a_recipient) {
  constexpr std::uint32_t users = 20 * 500;
  have_users(users);
  ASSERT_TRUE(run(q().plan_everyone(request(), here)).value().is_complete);
  const auto jobs = claim();
  std::int64_t bytes = 0;
  for (const auto& job : jobs) {
    for (std::size_t from = 0; from < 500 * queue::packed_size; from += 100 * queue::packed_size) {
      committed(job, all_of(job, delivered).substr(from, 100 * queue::packed_size));
    }
    for (const auto& key : {names().job(here, job.id), names().outcomes(here, job.id)}) {
      bytes += call({"MEMORY", "USAGE", key}).integer;
    }
  }
  bytes += call({"MEMORY", "USAGE", names().events(here, project), "SAMPLES", "0"}).integer;
  bytes += call({"MEMORY", "USAGE", names().leases(here), "SAMPLES", "0"}).integer;
  RecordProperty("bytes_per_recipient", std::to_string(static_cast<double>(bytes) / users));
  EXPECT_LE(static_cast<double>(bytes) / users, 24.0);
}

TEST_F(commit_script, remembers_how_long_no_retry_may_go_through_a_provider) {
  const auto job = claimed(2);
  auto request = commit_for(job, packed({outcome(0, retry), outcome(1, retry)}), finish::retry);
  request.longer[provider::fcm] = std::chrono::seconds(60);
  ASSERT_TRUE(run(q().commit(request)));
  ASSERT_TRUE(run(q().stage(here)));
  const auto again = claim();
  ASSERT_EQ(again.size(), 1U);
  ASSERT_TRUE(again[0].not_before_ms.contains(provider::fcm));
  EXPECT_GT(again[0].not_before_ms.at(provider::fcm), again[0].claimed_ms);
  EXPECT_LE(again[0].not_before_ms.at(provider::fcm), again[0].claimed_ms + 60'000);
  EXPECT_FALSE(again[0].not_before_ms.contains(provider::apns));
}

}  // namespace
}  // namespace carillon::test
