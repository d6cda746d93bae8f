#include "engine/chunks/chunk.hpp"

#include <gtest/gtest.h>

#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;
using queue::finish;
using queue::own_reason;
using test::claimed_at_ms;
using test::open_chunk;
using test::records_of;
using test::scripted_sender;
using test::states_of;
using states = std::vector<delivery_state>;

constexpr providers::traits first_push{.via = provider::apns, .kind = "apns"};
constexpr providers::traits other_push{.via = provider::fcm, .kind = "fcm"};
constexpr providers::traits once{.via = provider::twilio,
                                 .over = channel::sms,
                                 .kind = "twilio",
                                 .address = providers::reached_by::phone,
                                 .doubt = providers::in_doubt::leave};

device_end retry_of(provider via) {
  return {.what = device_end::kind::ended, .state = retry, .via = via};
}
device_end held_of(provider via) {
  return {.what = device_end::kind::held, .via = via};
}

TEST(chunk, is_due_when_the_first_of_its_providers_would_have_it_again) {
  scripted_sender by(first_push);
  const auto one = open_chunk({{{"a"}, {"b"}}, provider::apns}, {by.made});
  one->settle(0, retry_of(provider::apns), {}, 1'200ms);
  one->settle(1, held_of(provider::fcm), {}, 60s);
  const auto ending = one->ending();
  EXPECT_EQ(ending.finish, finish::park);
  EXPECT_EQ(ending.delay, 1'200ms);
  EXPECT_TRUE(ending.longer.empty());
}

TEST(chunk, remembers_the_providers_whose_retries_need_longer) {
  scripted_sender by(first_push);
  const auto one = open_chunk({{{"a"}, {"b"}, {"c"}}, provider::apns}, {by.made});
  one->settle(0, retry_of(provider::apns), {}, 2s);
  one->settle(1, retry_of(provider::fcm), {}, 10s);
  one->settle(2, retry_of(provider::fcm), {}, 5s);
  const auto ending = one->ending();
  EXPECT_EQ(ending.finish, finish::retry);
  EXPECT_EQ(ending.delay, 2s);
  EXPECT_EQ(ending.longer, (std::map<provider, std::chrono::milliseconds>{{provider::fcm, 10s}}));
}

TEST(chunk, knows_a_retry_that_would_come_too_soon_and_no_first_attempt) {
  scripted_sender by(other_push);
  const auto one = open_chunk({.addresses = {{"a"}, {"b"}},
                               .whose = provider::fcm,
                               .states = {retry, pending},
                               .not_before_ms = {{provider::fcm, claimed_at_ms + 3'000'000}}},
                              {by.made});
  const auto now = std::chrono::steady_clock::now();
  EXPECT_GT(one->early_by(0, provider::fcm, now), 0s);
  EXPECT_LE(one->early_by(0, provider::apns, now), 0s);
  EXPECT_LE(one->early_by(1, provider::fcm, now), 0s);
  one->settle(0, held_of(provider::fcm), {}, 3'000s);
  one->settle(1, retry_of(provider::fcm), {}, 1s);
  EXPECT_EQ(one->ending().delay, 1s);
  EXPECT_GT(one->ending().longer.at(provider::fcm), 1'000s) << "what it was told before still holds";
}

TEST(chunk, writes_nothing_of_recipients_that_were_held) {
  scripted_sender by(first_push);
  const auto one = open_chunk({{{"a"}, {"b"}}, provider::apns}, {by.made});
  one->settle(0, held_of(provider::apns), {}, 1s);
  one->settle(1, {.what = device_end::kind::ended, .state = delivered, .via = provider::apns});
  EXPECT_TRUE(one->is_complete());
  EXPECT_EQ(states_of(*one), states{delivered});
}

TEST(chunk, skips_what_was_not_sent_when_it_is_cancelled) {
  scripted_sender by(first_push);
  const auto one = open_chunk({{{"a"}, {"b"}}, provider::apns}, {by.made});
  one->take_next();
  one->cancel();
  EXPECT_EQ(one->task_at(1).unusable, own_reason::cancelled);
  one->settle(0, {.what = device_end::kind::ended, .state = delivered, .via = provider::apns});
  EXPECT_EQ(states_of(*one), states{delivered}) << "it was on its way";
}

TEST(chunk, sends_to_every_number_of_a_person_apart) {
  scripted_sender by(once);
  const auto one = open_chunk({{{"+1", "+2"}}, provider::none, channel::sms}, {by.made});
  EXPECT_NE(one->item_at(0).delivery, one->item_at(1).delivery);
  EXPECT_EQ(one->item_at(0).notification, one->item_at(1).notification);
}

TEST(chunk, announces_a_few_recipients_ahead_and_more_as_they_are_sent) {
  scripted_sender by(once);
  std::vector<std::vector<std::string>> numbers(120, {"+1"});
  const auto one = open_chunk({numbers, provider::none, channel::sms}, {by.made});
  EXPECT_EQ(records_of(*one).size(), intents::ahead);
  one->announce();
  EXPECT_TRUE(records_of(*one).empty());
  for (int each = 0; each < 10; ++each) one->take_next();
  one->announce();
  EXPECT_EQ(records_of(*one), std::vector<queue::delivery_record>([] {
              std::vector<queue::delivery_record> wanted;
              for (std::uint16_t offset = 50; offset < 60; ++offset) {
                wanted.push_back({.offset = offset, .state = intent, .recipient_state = intent});
              }
              return wanted;
            }()));
}

TEST(chunk, announces_nothing_to_an_account_that_rests) {
  scripted_sender by(once);
  by.made->hear(by.first(), {.told = {.meaning = providers::answer_class::config}, .status = 401},
                std::chrono::steady_clock::now());
  const auto one = open_chunk({{{"+1"}}, provider::none, channel::sms}, {by.made});
  EXPECT_EQ(one->outcomes().waiting(), 0U);
}

TEST(chunk, gives_each_recipient_a_link_of_their_own) {
  scripted_sender by(first_push);
  const auto one = open_chunk({.addresses = {{"a", "b"}, {"c"}},
                               .whose = provider::none,
                               .over = channel::email,
                               .unsubscribe_urls = {"https://n.example/u/1", "https://n.example/u/2"}},
                              {by.made});
  EXPECT_EQ(one->item_at(0).unsubscribe_url, "https://n.example/u/1");
  EXPECT_EQ(one->item_at(1).unsubscribe_url, "https://n.example/u/1");
  EXPECT_EQ(one->item_at(2).unsubscribe_url, "https://n.example/u/2");
}

TEST(chunk, takes_back_what_was_announced_and_not_sent_when_it_is_given_back) {
  scripted_sender by(once);
  const auto one = open_chunk({{{"+1"}, {"+2"}}, provider::none, channel::sms}, {by.made});
  one->arrived(one->outcomes().take());
  one->take_next();  // on its way: nobody knows
  one->withdraw_announcements();
  const auto all = records_of(*one);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].offset, 1);
  EXPECT_EQ(all[0].state, retry);
}

TEST(chunk, leaves_what_somebody_else_announced_announced_when_it_is_given_back) {
  auto facts = once;
  facts.is_asked = true;
  scripted_sender by(facts);
  const auto one = open_chunk({.addresses = {{"+1"}, {"+2"}},
                               .whose = provider::none,
                               .over = channel::sms,
                               .states = {intent, pending}},
                              {by.made});
  const auto announced = records_of(*one);
  ASSERT_EQ(announced.size(), 1U) << "the first is announced as it is";
  EXPECT_EQ(announced[0].offset, 1);
  EXPECT_TRUE(one->may_send(0));
  EXPECT_FALSE(one->may_send(1));
  one->withdraw_announcements();
  const auto given_back = records_of(*one);
  ASSERT_EQ(given_back.size(), 1U) << "sent again, the first might arrive twice";
  EXPECT_EQ(given_back[0].offset, 1);
  EXPECT_EQ(given_back[0].state, retry);
}

TEST(chunk, does_not_know_what_became_of_an_announcement_that_somebody_else_left) {
  scripted_sender by(once);
  const auto one = open_chunk(
      {.addresses = {{"+1"}}, .whose = provider::none, .over = channel::sms, .states = {intent}}, {by.made});
  EXPECT_FALSE(one->has_unsent());
  const auto all = records_of(*one);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].state, unknown);
  EXPECT_EQ(all[0].reason, static_cast<std::uint16_t>(own_reason::in_doubt));
}

TEST(chunk, that_stays_closed_is_parked_with_what_it_knew) {
  auto job = queue::claimed_job{};
  job.count = 2;
  job.claimed_ms = 1'000;
  job.not_before_ms = {{provider::expo, 91'000}};
  job.last_answers = {{provider::expo, {429, 7}}};
  chunk closed(std::make_shared<held_job>(std::move(job), 30s), 0.5);
  closed.stay_closed(20s, {{provider::ses, {503, 3}}});
  const auto ending = closed.ending();
  EXPECT_EQ(ending.finish, queue::finish::park);
  EXPECT_EQ(ending.delay, 20s);
  EXPECT_EQ(ending.last_answers.at(provider::expo), (queue::last_answer{429, 7}));
  EXPECT_EQ(ending.last_answers.at(provider::ses), (queue::last_answer{503, 3}));
  EXPECT_GT(ending.longer.at(provider::expo), 80s);
}

}  // namespace
}  // namespace carillon::engine
