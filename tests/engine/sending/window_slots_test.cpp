// The window without sockets and Redis: batches, splits, hops, what is sent once more and what once at most.
#include "tests/engine/sending/window_slots_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;
using providers::answer;
using providers::answer_class;
using test::open_chunk;
using test::records_of;
using test::scripted_account;
using test::scripted_chunk;
using test::scripted_sender;
using test::states_of;
using states = std::vector<delivery_state>;

constexpr providers::traits batched{.via = provider::expo, .kind = "expo", .most_items = 3};
constexpr providers::traits first_mail{
    .via = provider::ses, .over = channel::email, .kind = "ses", .address = providers::reached_by::mailbox};
constexpr providers::traits other_mail{.via = provider::mailgun,
                                       .over = channel::email,
                                       .kind = "mailgun",
                                       .address = providers::reached_by::mailbox};
TEST_F(window_slots, carry_several_deliveries_of_a_chunk_in_one_request) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "b", "c", "d"})}, {by.made});
  start(*one);
  ASSERT_EQ(by.at().waiting.size(), 2U);
  EXPECT_EQ(by.at().body(0), "a,b,c");
  EXPECT_EQ(by.at().body(1), "d");
  by.at().answer(200);
  by.at().answer(200);
  EXPECT_EQ(states_of(*one), states(4, delivered));
  EXPECT_TRUE(one->is_complete());
  EXPECT_EQ(one->in_flight, 0U);
}

TEST_F(window_slots, fill_a_batch_though_it_took_the_last_slot) {
  make(1);
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "b", "c", "d"})}, {by.made});
  start(*one);
  ASSERT_EQ(by.at().waiting.size(), 1U);
  EXPECT_EQ(by.at().body(), "a,b,c");
  by.at().answer(200);
  ASSERT_EQ(by.at().waiting.size(), 1U);
  EXPECT_EQ(by.at().body(), "d");
  by.at().answer(200);
  EXPECT_TRUE(one->is_complete());
}

TEST_F(window_slots, tell_each_delivery_of_a_request_its_own_answer) {
  make();
  const auto account = std::make_shared<scripted_account>();
  account->read = [](const auto&, const providers::item& one) {
    const auto meaning = one.to.text == "b"   ? answer_class::payload
                         : one.to.text == "c" ? answer_class::retry
                                              : answer_class::ok;
    return answer{.meaning = meaning};
  };
  scripted_sender by(batched, account);
  const auto one = open_chunk({each_alone({"a", "b", "c"})}, {by.made});
  start(*one);
  by.at().answer(200);
  EXPECT_EQ(states_of(*one), (states{delivered, failed, retry}));
}

TEST_F(window_slots, send_the_halves_of_a_request_apart_until_the_bad_one_is_alone) {
  make();
  const auto account = std::make_shared<scripted_account>();
  account->read = [](const net::wire_response& response, const auto&) {
    return answer{.meaning = response.status == 400 ? answer_class::split : answer_class::ok};
  };
  scripted_sender by(batched, account);
  const auto one = open_chunk({each_alone({"a", "b", "c"})}, {by.made});
  start(*one);
  by.at().answer(400);
  ASSERT_EQ(by.at().waiting.size(), 2U);
  EXPECT_EQ(by.at().body(0), "a");
  EXPECT_EQ(by.at().body(1), "b,c");
  by.at().answer(200);
  by.at().answer(400);
  ASSERT_EQ(by.at().waiting.size(), 2U);
  by.at().answer(400);
  by.at().answer(200);
  EXPECT_EQ(states_of(*one), (states{delivered, failed, delivered}));
  EXPECT_TRUE(one->is_complete());
}

TEST_F(window_slots, send_apart_what_an_answer_tells_apart) {
  make();
  const auto account = std::make_shared<scripted_account>();
  account->read = [](const net::wire_response& response, const providers::item& one) {
    if (response.status != 400) return answer{};
    return answer{.meaning = answer_class::split, .part = static_cast<std::uint16_t>(one.to.text[0])};
  };
  scripted_sender by(batched, account);
  const auto one = open_chunk({each_alone({"a", "b", "a"})}, {by.made});
  start(*one);
  by.at().answer(400);
  ASSERT_EQ(by.at().waiting.size(), 2U);
  EXPECT_EQ(by.at().body(0), "a,a");
  EXPECT_EQ(by.at().body(1), "b");
  by.at().answer(200);
  by.at().answer(200);
  EXPECT_EQ(states_of(*one), states(3, delivered));
}

TEST_F(window_slots, split_what_is_too_large_together_before_it_is_sent) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "huge"})}, {by.made});
  start(*one);
  ASSERT_EQ(by.at().waiting.size(), 2U);
  EXPECT_EQ(by.at().body(0), "a");
  EXPECT_EQ(by.at().body(1), "huge");
}

TEST_F(window_slots, skip_the_one_address_that_is_none) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "bad", "c"})}, {by.made});
  start(*one);
  while (!by.at().waiting.empty()) by.at().answer(200);
  const auto all = records_of(*one);
  ASSERT_EQ(all.size(), 3U);
  for (const auto& each : all) EXPECT_EQ(each.state, each.offset == 1 ? skipped : delivered);
}

TEST_F(window_slots, send_once_more_what_was_certainly_not_processed) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "b"})}, {by.made});
  start(*one);
  by.at().answer(421);
  ASSERT_EQ(by.at().waiting.size(), 1U);
  EXPECT_EQ(by.at().body(), "a,b");
  by.at().answer(421);
  EXPECT_TRUE(by.at().waiting.empty());
  EXPECT_EQ(states_of(*one), states(2, retry));
}

TEST_F(window_slots, go_to_the_next_account_when_one_refuses_and_tell_so) {
  make();
  const auto refusing = std::make_shared<scripted_account>();
  refusing->read = [](const auto&, const auto&) {
    return answer{.meaning = answer_class::config, .text = "no"};
  };
  scripted_sender one_way(first_mail, refusing);
  scripted_sender other_way(other_mail);
  const auto one = open_chunk({each_alone({"a@x", "b@x"}), provider::none, channel::email},
                              {one_way.made, other_way.made});
  start(*one);
  ASSERT_EQ(one_way.at().waiting.size(), 2U);
  one_way.at().answer(403);
  ASSERT_EQ(other_way.at().waiting.size(), 1U);
  other_way.at().answer(200);
  one_way.at().answer(403);
  other_way.at().answer(200);
  const auto& batch = one->outcomes().take();
  ASSERT_EQ(batch.texts.size(), 2U);
  EXPECT_EQ(batch.texts[0].text, "ses 403: no, then another account");
  EXPECT_EQ(batch.ends[0], (std::pair{provider::mailgun, delivered}));
  // It rests: the next chunk does not ask it at all.
  const auto two =
      open_chunk({each_alone({"c@x"}), provider::none, channel::email}, {one_way.made, other_way.made});
  start(*two);
  EXPECT_TRUE(one_way.at().waiting.empty());
  EXPECT_EQ(other_way.at().waiting.size(), 1U);
  other_way.at().answer(200);
}

TEST_F(window_slots, hold_free_of_charge_what_nobody_else_can_have) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "b", "c", "d"})}, {by.made});
  start(*one);
  by.at().answer(302);
  by.at().answer(302);
  EXPECT_TRUE(one->is_complete());
  EXPECT_TRUE(records_of(*one).empty());
  EXPECT_EQ(one->ending().finish, queue::finish::park);
  EXPECT_EQ(by.troubles.size(), 1U);
}

TEST_F(window_slots, open_the_breaker_by_requests_and_not_by_deliveries) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a", "b", "c"})}, {by.made});
  start(*one);
  by.at().answer(503);
  EXPECT_FALSE(by.made->is_open());
}

TEST_F(window_slots, stop_one_dead_origin_and_no_other) {
  make();
  const auto hooks = std::make_shared<scripted_account>();
  hooks->has_own_origins = true;
  scripted_sender by({.via = provider::expo, .kind = "expo"}, hooks);
  const auto one = open_chunk({each_alone({"https://dead", "https://dead", "https://dead", "https://dead",
                                           "https://dead", "https://alive"})},
                              {by.made});
  start(*one);
  for (int each = 0; each < 5; ++each) by.at("https://dead").fail(net::transport_failure::connect);
  by.at("https://alive").answer(200);
  const auto two = open_chunk({each_alone({"https://dead", "https://alive"})}, {by.made});
  start(*two);
  EXPECT_TRUE(by.at("https://dead").waiting.empty());
  EXPECT_EQ(by.at("https://alive").waiting.size(), 1U);
  by.at("https://alive").answer(200);
}

TEST_F(window_slots, give_up_what_waits_too_long_for_the_origin_that_its_address_brought) {
  make();
  const auto hooks = std::make_shared<scripted_account>();
  hooks->has_own_origins = true;
  scripted_sender by({.via = provider::expo, .kind = "expo"}, hooks);
  const std::vector<std::string> dead(5, "https://dead");
  const auto young = open_chunk({each_alone(dead)}, {by.made});
  start(*young);
  for (int each = 0; each < 5; ++each) by.at("https://dead").fail(net::transport_failure::connect);
  EXPECT_EQ(young->ending().finish, queue::finish::park);
  const auto old = open_chunk(
      {.addresses = each_alone({"https://dead", "https://alive", "https://slow"}), .foreign_life = -1ms},
      {by.made});
  start(*old);
  EXPECT_TRUE(by.at("https://dead").waiting.empty());
  by.at("https://alive").answer(200);
  by.at("https://slow").answer(503);
  const auto all = records_of(*old);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].state, expired);
  EXPECT_EQ(all[0].via, provider::expo);
  EXPECT_EQ(all[1].state, delivered) << "however old, it is tried";
  EXPECT_EQ(all[2].state, expired);
  EXPECT_TRUE(old->is_complete());
}

TEST_F(window_slots, wait_for_an_account_whatever_origins_its_addresses_have) {
  make();
  const auto hooks = std::make_shared<scripted_account>();
  hooks->has_own_origins = true;
  scripted_sender by({.via = provider::expo, .kind = "expo"}, hooks);
  hooks->read = [](const auto&, const auto&) {
    return answer{.meaning = answer_class::config, .reason = 1, .scope = providers::throttle_scope::account};
  };
  const auto old =
      open_chunk({.addresses = each_alone({"https://one", "https://two"}), .foreign_life = -1ms}, {by.made});
  start(*old);
  for (const auto* url : {"https://one", "https://two"}) by.at(url).answer(403);
  EXPECT_TRUE(records_of(*old).empty());
  EXPECT_EQ(old->ending().finish, queue::finish::park);
}

TEST_F(window_slots, fail_what_the_owner_of_one_address_refuses_and_send_the_others) {
  auto& slots = make(1);
  auto hooks = batched;
  hooks.most_items = 1;
  scripted_sender by(hooks);
  by.account->read = [](const auto&, const providers::item& one) {
    if (one.to.text != "shut") return answer{};
    return answer{.meaning = answer_class::config, .reason = 1, .scope = providers::throttle_scope::address};
  };
  const auto one = open_chunk({each_alone({"shut", "a", "b"})}, {by.made});
  start(*one);
  for (int each = 0; each < 3; ++each) by.at().answer(403);
  EXPECT_EQ(states_of(*one), (states{failed, delivered, delivered}));
  EXPECT_FALSE(by.made->is_open());
  EXPECT_TRUE(by.troubles.empty()) << "nobody can mend it in the integration";
  EXPECT_EQ(slots.in_flight(), 0U);
}

TEST_F(window_slots, fail_an_address_that_leads_where_nothing_may_be_sent) {
  make();
  auto account = std::make_shared<scripted_account>();
  account->has_own_origins = true;
  scripted_sender by({.via = provider::expo, .kind = "expo"}, account);
  const auto one = open_chunk({each_alone({"https://inside", "https://outside"})}, {by.made});
  start(*one);
  by.at("https://inside").fail(net::transport_failure::blocked);
  by.at("https://outside").answer(200);
  EXPECT_EQ(states_of(*one), (states{failed, delivered}));
}

TEST_F(window_slots, hold_what_an_integration_may_not_call_until_it_is_repaired) {
  make();
  scripted_sender by(batched);
  const auto one = open_chunk({each_alone({"a"})}, {by.made});
  start(*one);
  by.at().fail(net::transport_failure::blocked);
  EXPECT_TRUE(records_of(*one).empty());
  EXPECT_EQ(one->ending().finish, queue::finish::park);
}

TEST_F(window_slots, space_out_what_goes_to_one_address_whoever_it_belongs_to) {
  make();
  auto spaced = batched;
  spaced.most_items = 1;
  spaced.spacing = 1h;
  scripted_sender by(spaced);
  by.account->counted_as = 7;
  const auto one = open_chunk({each_alone({"a", "b"})}, {by.made});
  start(*one);
  ASSERT_EQ(by.at().waiting.size(), 1U);
  by.at().answer(200);
  EXPECT_EQ(states_of(*one), states{delivered});
  EXPECT_EQ(one->ending().finish, queue::finish::park) << "it waits, free of charge";
  EXPECT_GT(one->ending().delay, 59min);
}

TEST_F(window_slots, send_to_other_addresses_at_once) {
  make();
  auto spaced = batched;
  spaced.most_items = 1;
  spaced.spacing = 1h;
  scripted_sender by(spaced);
  const auto one = open_chunk({each_alone({"a", "b"})}, {by.made});
  start(*one);
  EXPECT_EQ(by.at().waiting.size(), 2U);
  by.at().answer(200);
  by.at().answer(200);
}

TEST_F(window_slots, wait_for_a_token_to_be_discarded_before_they_tell) {
  make();
  scripted_sender by(batched);
  by.account->read = [](const auto&, const auto&) {
    return answer{.meaning = answer_class::dead, .reason = 1};
  };
  const auto one = open_chunk({each_alone({"a"})}, {by.made});
  start(*one);
  by.at().answer(410);
  EXPECT_EQ(one->in_flight, 1U);
  ASSERT_EQ(verdicts.size(), 1U);
  verdicts[0](store::revocation::discarded);
  EXPECT_EQ(states_of(*one), states{revoked});
  EXPECT_EQ(one->in_flight, 0U);
}

TEST_F(window_slots, forget_a_revocation_whose_chunk_was_dropped) {
  auto& slots = make();
  scripted_sender by(batched);
  by.account->read = [](const auto&, const auto&) { return answer{.meaning = answer_class::dead}; };
  const auto one = open_chunk({each_alone({"a"})}, {by.made});
  start(*one);
  by.at().answer(410);
  slots.drop(*one);
  EXPECT_EQ(one->in_flight, 0U);
  EXPECT_EQ(slots.in_flight(), 0U);
  verdicts[0](store::revocation::discarded);
  EXPECT_TRUE(records_of(*one).empty());
}

TEST_F(window_slots, keep_an_accounts_ceiling_and_hold_the_rest) {
  make();
  auto slow = batched;
  slow.ceiling = {.items = 2};
  scripted_sender by(slow);
  const auto one = open_chunk({each_alone({"a", "b", "c", "d"})}, {by.made});
  start(*one);
  ASSERT_EQ(by.at().waiting.size(), 1U);
  EXPECT_EQ(by.at().body(), "a,b");
  by.at().answer(200);
  EXPECT_TRUE(one->is_complete());
  EXPECT_EQ(one->ending().finish, queue::finish::park);
  EXPECT_GE(one->ending().delay, 1s);
}

}  // namespace
}  // namespace carillon::engine
