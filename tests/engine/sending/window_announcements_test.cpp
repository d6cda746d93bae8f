// What goes once at most through the window: announced before it is sent, looked for when nobody answered.
#include "tests/engine/sending/window_slots_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;
using providers::answer;
using providers::answer_class;
using test::open_chunk;
using test::records_of;
using test::scripted_sender;
using test::states_of;
using states = std::vector<delivery_state>;
using window_announcements = window_slots;

constexpr providers::traits once{.via = provider::twilio,
                                 .over = channel::sms,
                                 .kind = "twilio",
                                 .address = providers::reached_by::phone,
                                 .doubt = providers::in_doubt::leave};

constexpr providers::traits asked{.via = provider::twilio,
                                  .over = channel::sms,
                                  .kind = "twilio",
                                  .address = providers::reached_by::phone,
                                  .doubt = providers::in_doubt::leave,
                                  .is_asked = true};

TEST_F(window_announcements, send_nothing_that_goes_once_at_most_before_its_announcement_arrived) {
  auto& slots = make();
  scripted_sender by(once);
  const auto one = open_chunk({each_alone({"+1", "+2"}), provider::none, channel::sms}, {by.made});
  start(*one);
  EXPECT_TRUE(by.at().waiting.empty());
  const auto& announced = one->outcomes().take();
  EXPECT_EQ(announced.ends,
            (std::vector{std::pair{provider::none, intent}, std::pair{provider::none, intent}}));
  one->arrived(announced);
  slots.fill();
  EXPECT_EQ(by.at().waiting.size(), 2U);
  by.at().answer(200);
  by.at().fail(net::transport_failure::ambiguous);
  EXPECT_EQ(states_of(*one), (states{delivered, unknown}));
}

TEST_F(window_announcements, ask_the_account_before_they_tell_that_nobody_knows) {
  auto& slots = make();
  scripted_sender by(asked);
  const auto one = open_chunk({each_alone({"+1", "+2"}), provider::none, channel::sms}, {by.made});
  start(*one);
  one->arrived(one->outcomes().take());
  slots.fill();
  by.at().fail(net::transport_failure::ambiguous);
  by.at().fail(net::transport_failure::ambiguous);
  EXPECT_EQ(searched, (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(records_of(*one).empty());
  EXPECT_EQ(slots.in_flight(), 2U);
  searches[0]({.what = providers::sighting::kind::taken, .told = {.meaning = answer_class::pending}});
  searches[1]({.what = providers::sighting::kind::absent, .told = {}});
  EXPECT_EQ(states_of(*one), (states{delivered, unknown}));
  EXPECT_EQ(slots.in_flight(), 0U);
  EXPECT_TRUE(by.at().waiting.empty()) << "what is nowhere to be seen may still be on its way";
}

TEST_F(window_announcements, ask_for_what_a_dead_worker_announced_and_send_none_of_it) {
  make();
  scripted_sender by(asked);
  const auto one = open_chunk({.addresses = each_alone({"+1", "+2"}),
                               .whose = provider::none,
                               .over = channel::sms,
                               .states = {intent, intent}},
                              {by.made});
  start(*one);
  EXPECT_TRUE(by.at().waiting.empty());
  ASSERT_EQ(searches.size(), 2U);
  const answer bounced{.meaning = answer_class::payload, .reason = 0xffff, .text = "undelivered"};
  searches[0]({.what = providers::sighting::kind::taken, .told = bounced});
  searches[1]({});
  EXPECT_EQ(states_of(*one), (states{failed, unknown}));
  EXPECT_TRUE(one->is_complete());
}

TEST_F(window_announcements, forget_a_search_whose_chunk_was_dropped) {
  auto& slots = make();
  scripted_sender by(asked);
  const auto one = open_chunk(
      {.addresses = {{"+1"}}, .whose = provider::none, .over = channel::sms, .states = {intent}}, {by.made});
  start(*one);
  slots.drop(*one);
  EXPECT_EQ(one->in_flight, 0U);
  EXPECT_EQ(slots.in_flight(), 0U);
  searches[0]({.what = providers::sighting::kind::taken, .told = {}});
  EXPECT_TRUE(records_of(*one).empty()) << "it stays announced, for who opens the chunk next";
}

TEST_F(window_announcements, take_an_announcement_back_when_its_request_never_left) {
  auto& slots = make();
  scripted_sender by(once);
  const auto one = open_chunk({each_alone({"+1"}), provider::none, channel::sms}, {by.made});
  start(*one);
  one->arrived(one->outcomes().take());
  slots.fill();
  ASSERT_EQ(by.at().waiting.size(), 1U);
  slots.cancel_all();
  EXPECT_EQ(states_of(*one), states{retry});
}

}  // namespace
}  // namespace carillon::engine
