// The worker when things go wrong: refused credentials, stops in the middle, another owner, silent providers.
#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "engine/roles/worker.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;

class worker_faults : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
  }
};

TEST_F(worker_faults, keep_messages_waiting_while_the_credential_is_refused) {
  save_apns();
  have_users(30);
  apns.answers[""] = {{.status = 403, .body = R"({"reason":"InvalidProviderToken"})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(eventually([&] { return depth().due > 0 && depth().leased == 0; }));
  const auto all = progress(broadcast);
  EXPECT_EQ(all.states, (std::array<std::uint64_t, 9>{}));
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned);
  bool is_reported = false;
  for (const auto& row : events()) is_reported = is_reported || row.kind == "integration.error";
  EXPECT_TRUE(is_reported);
}

TEST_F(worker_faults, mint_another_token_when_one_expired) {
  save_apns();
  have_users(1);
  apns.answers[""] = {{.status = 403, .body = R"({"reason":"ExpiredProviderToken"})"}, {.status = 200}};
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 2);
}

TEST_F(worker_faults, stop_without_sending_anything_twice) {
  save_apns();
  have_users(300);
  settings.worker.window = 20;
  settings.worker.commit_outcomes = 10;
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total >= 60; }));
  stop_all();
  const int before = apns.total;
  EXPECT_EQ(depth().leased, 0U);
  EXPECT_EQ(count(broadcast, delivered), static_cast<std::uint64_t>(before));
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 300);
  for (const auto& [token, times] : apns.sent) EXPECT_EQ(times, 1) << token;
}

TEST_F(worker_faults, release_what_a_silent_provider_holds_up) {
  save_apns();
  have_users(10);
  apns.answers[token_of(4)] = {{.is_silent = true}};
  const auto broadcast = accept();
  auto& running = start_worker();
  ASSERT_TRUE(eventually([&] { return count(broadcast, delivered) == 9U; }));
  run(running.drain(0ms));
  EXPECT_EQ(depth().leased, 0U);
  EXPECT_EQ(count(broadcast, delivered), 9U);
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned);
}

TEST_F(worker_faults, resend_what_got_no_answer) {
  save_apns();
  have_users(10);
  settings.providers.request_timeout = 200ms;
  apns.answers[token_of(4)] = {{.is_silent = true}, {.status = 200}};
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent[token_of(4)], 2);
  EXPECT_EQ(count(broadcast, delivered), 10U);
}

TEST_F(worker_faults, drop_a_job_that_another_worker_owns) {
  save_apns();
  have_user(1);
  apns.answers[""] = {{.is_silent = true}};
  const auto rejected = metrics::get_counter("carillon_fence_rejections_total");
  const double before = rejected.value();
  settings.worker.lease = 2s;
  const auto broadcast = accept();
  auto& running = start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total == 1; }));
  // As if it had been stopped for a minute: the reaper gave its job away, and somebody else claimed it.
  const auto where = queue::partition_of(project, run(users->upsert(project,
                                                                    [] {
                                                                      store::user_fields fields;
                                                                      fields.external_id = "user-1";
                                                                      return fields;
                                                                    }()))
                                                      .value()
                                                      .id);
  const auto jobs = call({"ZRANGE", names.leases(where), "0", "-1"});
  ASSERT_EQ(jobs.elements.size(), 1U);
  call({"HSET", names.job(where, jobs.elements[0].text), "own", "somebody else"});
  ASSERT_TRUE(eventually([&] { return rejected.value() > before; }));
  ASSERT_TRUE(eventually([&] { return running.stats().open_jobs == 0 && running.stats().in_flight == 0; }));
  EXPECT_EQ(count(broadcast, delivered), 0U);
}

TEST_F(worker_faults, tell_when_work_waits_and_nothing_moves) {
  save_apns();
  have_user(1);
  accept();
  for (unsigned where = 0; where < queue::partition_count; ++where) {  // no claim will succeed
    call({"DEL", names.finish_times(static_cast<queue::partition>(where), lane::standard)});
    call({"SET", names.finish_times(static_cast<queue::partition>(where), lane::standard), "damaged"});
  }
  auto& running = start_worker();
  EXPECT_EQ(running.trouble(std::chrono::steady_clock::now()), std::nullopt);
  const auto is_told = [&] {
    const auto told = running.trouble(std::chrono::steady_clock::now() + 10min);
    return told && told->starts_with("jobs are ready and none was taken for ");
  };
  EXPECT_TRUE(eventually(is_told));
}

TEST_F(worker_faults, share_the_work_between_two) {
  save_apns();
  have_users(200);
  const auto first = accept();
  start_worker();
  start_worker();
  const auto second = accept();
  ASSERT_TRUE(is_processed(first));
  ASSERT_TRUE(is_processed(second));
  EXPECT_EQ(apns.total, 400);
  for (const auto& [token, times] : apns.sent) EXPECT_EQ(times, 2) << token;
}

TEST_F(worker_faults, survive_a_redis_that_comes_back) {
  settings.worker.lease =
      std::chrono::seconds(3);  // a claim whose reply was lost is nobody's until it ran out
  save_apns();
  have_users(200);
  settings.worker.window = 10;
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total >= 20; }));
  server().kill();
  server().start();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 200U);
  EXPECT_EQ(apns.total, 200);
}

TEST_F(worker_faults, lose_no_job_to_a_redis_that_stood_still_for_longer_than_a_lease) {
  settings.worker.lease = 1500ms;
  settings.worker.window = 10;
  save_apns();
  have_users(200);
  const auto rejected = metrics::get_counter("carillon_fence_rejections_total");
  const double before = rejected.value();
  const auto broadcast = accept();
  start_worker();
  start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total >= 20; }));
  server().freeze();
  context.restart();
  context.run_for(3s);  // the fault itself
  server().thaw();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(rejected.value(), before);
  EXPECT_EQ(apns.total, 200);
  EXPECT_EQ(count(broadcast, delivered), 200U);
}

TEST_F(worker_faults, forget_nothing_they_sent_while_redis_refuses_them) {
  settings.worker.window = 10;
  save_apns();
  have_users(200);
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total >= 20; }));
  server().command({"ACL", "SETUSER", "default", "-@all", "+acl"});
  context.restart();
  context.run_for(1s);  // the fault itself
  server().command({"ACL", "SETUSER", "default", "+@all"});
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 200);
  EXPECT_EQ(count(broadcast, delivered), 200U);
}

TEST_F(worker_faults, take_over_within_seconds_what_a_worker_held_that_is_gone) {
  settings.worker.lease = 10min;
  save_apns();
  have_users(5);
  auto link = net::connect_redis(context, server().options());
  queue::queue other(*link, {});
  ASSERT_TRUE(run(other.prepare()));
  other.be_present();
  ASSERT_TRUE(eventually([&] { return other.is_present(); }));
  const auto broadcast = accept();
  const auto held =
      run(other.claim(queue::home_of(broadcast), {lane::high, lane::standard, lane::bulk}, 1, 10min)).value();
  ASSERT_EQ(held.size(), 1U);
  start_worker();
  link->close();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 5U);
}

TEST_F(worker_faults, take_everything_back_at_once_where_nobody_else_can_be) {
  settings.worker.lease = 10min;
  save_apns();
  have_users(5);
  const auto broadcast = accept();
  ASSERT_EQ(run(q->claim(queue::home_of(broadcast), {lane::high, lane::standard, lane::bulk}, 1, 10min))
                .value()
                .size(),
            1U);
  run(start_worker().take_back_leases()).value();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 5U);
}

}  // namespace
}  // namespace carillon::engine
