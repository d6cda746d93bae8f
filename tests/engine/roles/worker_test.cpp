// The worker as a whole, over a real Redis and real HTTP/2: what becomes of a broadcast.
#include "engine/roles/worker.hpp"

#include <gtest/gtest.h>

#include <set>

#include "providers/answer.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;

class worker_roles : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
  }
};

TEST_F(worker_roles, deliver_to_everyone_once) {
  save_apns();
  have_users(120);
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 120);
  EXPECT_EQ(apns.sent.size(), 120U);
  EXPECT_EQ((std::set<std::string>(apns.ids.begin(), apns.ids.end()).size()), 120U);
  const auto all = progress(broadcast);
  EXPECT_EQ(all.recipients, 120U);
  EXPECT_EQ(all.states[static_cast<std::size_t>(delivered)], 120U);
  EXPECT_NE(apns.bodies.begin()->second.find("They *ring*."), std::string::npos);
}

TEST_F(worker_roles, create_the_named_users_and_name_nobody_twice) {
  save_apns();
  have_user(1);
  start_worker();
  const auto broadcast =
      accept(R"([{"external_id":"user-1"},{"external_id":"new"},{"external_id":"user-1","first_name":"A"}])");
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 1);
  EXPECT_EQ(progress(broadcast).recipients, 2U);
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(count(broadcast, skipped), 1U);
}

TEST_F(worker_roles, reach_the_subscribers_of_a_topic) {
  save_apns();
  have_users(3);
  start_worker();
  ASSERT_TRUE(is_processed(accept(R"([{"external_id":"user-1"},{"external_id":"user-2"}])")));
  const auto broadcast = accept(R"([{"topic":{"subscribers":true}}])");
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).recipients, 2U);
  EXPECT_EQ(apns.total, 4);
}

TEST_F(worker_roles, say_why_nobody_could_be_reached) {
  have_users(2);
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, skipped), 2U);
  EXPECT_EQ(progress(broadcast).failures(), 0U);
  for (const auto& row : events()) {
    if (row.kind.empty()) {
      EXPECT_EQ(row.record.reason, static_cast<std::uint16_t>(queue::own_reason::no_integration));
    }
  }
}

TEST_F(worker_roles, send_to_every_device_of_a_user) {
  save_apns();
  have_user(1, 3);
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 3);
  EXPECT_EQ(progress(broadcast).recipients, 1U);
  EXPECT_EQ(count(broadcast, delivered), 1U);
}

TEST_F(worker_roles, try_again_what_the_provider_could_not_take) {
  save_apns();
  have_users(20);
  apns.answers[token_of(3)] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"},
                               {.status = 500, .body = R"({"reason":"InternalServerError"})"},
                               {.status = 200}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent[token_of(3)], 3);
  EXPECT_EQ(apns.total, 22);
  EXPECT_EQ(count(broadcast, delivered), 20U);
  EXPECT_EQ(count(broadcast, retry), 2U);
}

TEST_F(worker_roles, try_again_only_the_device_that_needs_it) {
  save_apns();
  have_user(1, 2);
  apns.answers[token_of(1, 1)] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"},
                                  {.status = 200}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent[token_of(1, 0)], 1);
  EXPECT_EQ(apns.sent[token_of(1, 1)], 2);
  EXPECT_EQ(count(broadcast, delivered), 1U);
}

TEST_F(worker_roles, do_not_ask_again_who_refused_a_device_for_good) {
  save_apns();
  have_user(1, 2);
  apns.answers[token_of(1, 0)] = {{.status = 400, .body = R"({"reason":"PayloadEmpty"})"}};
  apns.answers[token_of(1, 1)] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"},
                                  {.status = 503, .body = R"({"reason":"ServiceUnavailable"})"},
                                  {.status = 200}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent[token_of(1, 0)], 1);
  EXPECT_EQ(apns.sent[token_of(1, 1)], 3);
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(progress(broadcast).deliveries.at({provider::apns, failed}), 1U);
}

TEST_F(worker_roles, give_up_after_the_last_attempt_what_fails_while_others_are_served) {
  save_apns();
  have_users(20);
  settings.retry.max_attempts = 3;
  apns.answers[token_of(0)] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent[token_of(0)], 3);
  EXPECT_EQ(count(broadcast, failed), 1U);
  EXPECT_EQ(count(broadcast, delivered), 19U);
  const queue::failure why{.via = provider::apns,
                           .state = failed,
                           .is_reason_ours = true,
                           .reason = static_cast<std::uint16_t>(queue::own_reason::retries_exhausted)};
  EXPECT_EQ(progress(broadcast).failed_for.at(why), 1U);
  const auto all = events();
  const auto row = std::ranges::find(all, failed, [](const auto& one) { return one.record.state; });
  ASSERT_NE(row, all.end());
  EXPECT_EQ(queue::own_reason_of(row->record), queue::own_reason::retries_exhausted);
  EXPECT_EQ(row->record.via, provider::apns);
  EXPECT_EQ(row->record.code, 503);
}

TEST_F(worker_roles, revoke_the_token_of_a_dead_device) {
  save_apns();
  const auto who = have_user(1);
  apns.answers[""] = {{.status = 410, .body = R"({"reason":"Unregistered","timestamp":99999999999999})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, revoked), 1U);
  EXPECT_TRUE(eventually([&] { return !has_active_token(who); }));
}

TEST_F(worker_roles, keep_a_token_registered_after_the_provider_lost_it) {
  save_apns();
  const auto who = have_user(1);
  apns.answers[""] = {{.status = 410, .body = R"({"reason":"Unregistered","timestamp":1000})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  stop_all();
  EXPECT_TRUE(has_active_token(who));
  EXPECT_EQ(count(broadcast, revoked), 0U);
  EXPECT_EQ(count(broadcast, failed), 1U);
}

TEST_F(worker_roles, keep_the_tokens_when_all_look_dead) {
  save_apns();
  have_users(200);
  settings.worker.window = 10;
  apns.answers[""] = {{.status = 400, .body = R"({"reason":"BadDeviceToken"})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_LE(count(broadcast, revoked), 60U);
  EXPECT_GE(count(broadcast, failed), 140U);
  EXPECT_EQ(count(broadcast, revoked) + count(broadcast, failed), 200U);
}

TEST_F(worker_roles, expire_what_is_too_old) {
  save_apns();
  have_users(5);
  const auto broadcast = accept(everyone, to_unix_ms(now()) - 1000);
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count(broadcast, expired), 5U);
  const queue::failure why{.via = provider::apns,
                           .state = expired,
                           .is_reason_ours = true,
                           .reason = static_cast<std::uint16_t>(queue::own_reason::expired)};
  EXPECT_EQ(progress(broadcast).failed_for.at(why), 5U);
}

TEST_F(worker_roles, tell_by_whom_and_why_what_expired_had_been_put_off) {
  save_apns();
  have_users(2);
  settings.retry.base = std::chrono::milliseconds(2000);
  apns.answers[""] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"}};
  start_worker();
  const auto broadcast = accept(everyone, to_unix_ms(now()) + 1500);
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, expired), 2U);
  const auto all = events();
  const auto row = std::ranges::find(all, expired, [](const auto& one) { return one.record.state; });
  ASSERT_NE(row, all.end());
  EXPECT_EQ(row->record.via, provider::apns);
  EXPECT_EQ(row->record.code, 503);
  EXPECT_EQ(providers::reason_name(provider::apns, row->record.reason), "ServiceUnavailable");
}

}  // namespace
}  // namespace carillon::engine
