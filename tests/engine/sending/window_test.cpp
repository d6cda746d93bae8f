// What the window makes of requests that cannot be sent and of answers that are not about the address, over a
// real Redis and real HTTP/2.
#include "engine/sending/window.hpp"

#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;

class window_of_a_worker : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
    save_apns();
  }
  void say(json overrides, json more = json::object()) {
    more["title"] = "Bells";
    if (!overrides.is_null()) more["overrides"]["providers"]["apns"] = std::move(overrides);
    body = dump_json(more);
  }
  broadcast_id deliver() {
    const auto broadcast = accept();
    start_worker();
    EXPECT_TRUE(is_processed(broadcast));
    return broadcast;
  }
  std::vector<queue::event_row> outcomes() {
    auto rows = events();
    std::erase_if(rows, [](const queue::event_row& row) { return !row.kind.empty(); });
    return rows;
  }
};

TEST_F(window_of_a_worker, fails_once_what_no_header_can_hold_and_names_the_field) {
  have_users(3);
  say({{"apns-collapse-id", "a\nb"}});
  const auto broadcast = deliver();
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count(broadcast, failed), 3U);
  EXPECT_EQ(count(broadcast, retry), 0U);
  ASSERT_EQ(outcomes().size(), 3U);
  for (const auto& row : outcomes()) {
    EXPECT_EQ(row.record.reason, static_cast<std::uint16_t>(queue::own_reason::invalid_override));
    EXPECT_EQ(row.record.via, provider::apns);
    EXPECT_EQ(row.record.attempt, 1);
    EXPECT_TRUE(row.text.starts_with("overrides.providers.apns.apns-collapse-id should")) << row.text;
  }
  const queue::failure why{.via = provider::apns,
                           .state = failed,
                           .is_reason_ours = true,
                           .reason = static_cast<std::uint16_t>(queue::own_reason::invalid_override)};
  EXPECT_EQ(progress(broadcast).failed_for.at(why), 3U);
}

TEST_F(window_of_a_worker, fails_once_a_stored_override_of_megabytes) {
  have_users(100);
  say({{"apns-collapse-id", std::string(10'000'000, 'x')}});
  const auto broadcast = deliver();
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count(broadcast, failed), 100U);
  EXPECT_EQ(count(broadcast, retry), 0U);
  EXPECT_EQ(outcomes().front().text, "overrides.providers.apns should have at most 16384 bytes");
}

TEST_F(window_of_a_worker, sends_the_beginning_of_a_content_of_megabytes) {
  have_users(20);
  say(nullptr, {{"content", std::string(10'000'000, 'x')}});
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, delivered), 20U);
  EXPECT_LE(apns.bodies.begin()->second.size(), 4096U);
  EXPECT_TRUE(outcomes().front().text.starts_with("the content was cut to ")) << outcomes().front().text;
}

TEST_F(window_of_a_worker, fails_once_what_is_too_large_for_the_provider) {
  have_users(2);
  say({{"own", std::string(5000, 'x')}});
  const auto broadcast = deliver();
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count(broadcast, failed), 2U);
  EXPECT_EQ(outcomes().front().record.via, provider::apns);
  EXPECT_EQ(outcomes().front().record.reason,
            static_cast<std::uint16_t>(queue::own_reason::payload_too_large));
}

TEST_F(window_of_a_worker, keeps_sending_for_others_when_a_token_names_an_app_that_the_key_may_not_push_to) {
  const auto stranger = have_user(0);
  store::device_token token;
  token.via = provider::apns;
  token.token = token_of(0);
  token.app_id = "com.stranger";
  ASSERT_TRUE(run(tokens->save(project, stranger, token)));
  for (unsigned number = 1; number < 10; ++number) have_user(number);
  apns.answers[token_of(0)] = {{.status = 400, .body = R"({"reason":"TopicDisallowed"})"}};
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, delivered), 9U);
  EXPECT_EQ(count(broadcast, failed), 1U);
}

TEST_F(window_of_a_worker, revokes_no_token_for_a_topic_that_the_broadcast_chose) {
  const auto who = have_user(1);
  say({{"apns-topic", "com.other"}});
  apns.answers[""] = {{.status = 400, .body = R"({"reason":"DeviceTokenNotForTopic"})"}};
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, failed), 1U);
  stop_all();
  EXPECT_TRUE(has_active_token(who));
}

TEST_F(window_of_a_worker, tells_of_a_token_that_was_kept_why_it_was_not_revoked) {
  const auto who = have_user(1);
  apns.answers[""] = {{.status = 410, .body = R"({"reason":"Unregistered","timestamp":1000})"}};
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, revoked), 0U);
  EXPECT_EQ(count(broadcast, failed), 1U);
  ASSERT_EQ(outcomes().size(), 1U);
  EXPECT_EQ(outcomes().front().record.code, 410);
  EXPECT_EQ(outcomes().front().text, "the token is kept: it was registered after it became invalid");
  stop_all();
  EXPECT_TRUE(has_active_token(who));
}

TEST_F(window_of_a_worker, tells_of_a_token_that_somebody_else_discarded_that_it_is_gone) {
  const auto who = have_user(1, 2);
  apns.answers[""] = {{.status = 410, .body = R"({"reason":"Unregistered"})"}};
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, revoked), 1U);
  stop_all();
  EXPECT_FALSE(has_active_token(who));
}

TEST_F(window_of_a_worker, sends_at_once_and_free_of_charge_what_was_certainly_not_processed) {
  have_users(1);
  settings.retry.base = std::chrono::hours(1);  // a retry would not end
  apns.answers[""] = {{.status = 503, .body = R"({"reason":"Shutdown"})"}, {.status = 200}};
  const auto broadcast = deliver();
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(count(broadcast, retry), 0U);
  EXPECT_EQ(apns.total, 2);
  ASSERT_EQ(outcomes().size(), 1U);
  EXPECT_EQ(outcomes().front().record.attempt, 1);
}

TEST_F(window_of_a_worker, leaves_an_address_alone_that_its_provider_wants_left_alone) {
  have_users(2);
  apns.answers[token_of(0)] = {{.status = 429, .body = R"({"reason":"TooManyRequests"})"}};
  accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return depth().due == 1 && apns.total == 2; }));
  accept();
  ASSERT_TRUE(eventually([&] { return depth().due == 2 && depth().leased == 0; }));
  EXPECT_EQ(apns.sent[token_of(0)], 1);
  EXPECT_EQ(apns.sent[token_of(1)], 2);
}

TEST_F(window_of_a_worker, charges_nobody_for_an_outage_of_the_service) {
  have_users(100);
  apns.answers[""] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"}};
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return depth().due > 0 && depth().leased == 0; }));
  EXPECT_LT(count(broadcast, retry), 100U);
  EXPECT_LT(apns.total, 100);
  apns.answers[""] = {{.status = 200}};
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 100U);
}

}  // namespace
}  // namespace carillon::engine
