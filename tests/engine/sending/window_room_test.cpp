// Slow and silent providers in the window: their own time, no more than their share of it, and who waits for
// one that does not get on.
#include <gtest/gtest.h>

#include "engine/sending/window.hpp"
#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;
using test::open_chunk;
using test::scripted_sender;
using test::states_of;
using states = std::vector<delivery_state>;

constexpr providers::traits first_mail{
    .via = provider::ses, .over = channel::email, .kind = "ses", .address = providers::reached_by::mailbox};
constexpr providers::traits slow_mail{.via = provider::smtp,
                                      .over = channel::email,
                                      .kind = "smtp",
                                      .address = providers::reached_by::mailbox,
                                      .timeout = std::chrono::minutes(20),
                                      .most_in_flight = 2};

class window_room : public ::testing::Test {
 protected:
  window& make(unsigned slots = 10) {
    settings.worker.window = slots;
    made_.emplace(
        window_tools{.settings = settings,
                     .metrics = metrics,
                     .revoke = [](const dead_address&, const revocation_callback&) { FAIL() << "no token"; }},
        window_listener{.on_progress = [](chunk&) {},
                        .on_hungry = [] {},
                        .on_broken = [](chunk&, const error& why) { FAIL() << why.detail; }});
    return *made_;
  }
  void start(chunk& one) {
    made_->add(one);
    made_->fill();
  }
  std::vector<std::vector<std::string>> each_alone(std::vector<std::string> all) {
    std::vector<std::vector<std::string>> apart;
    for (auto& one : all) apart.push_back({std::move(one)});
    return apart;
  }

  config::settings settings;
  engine_metrics metrics;

 private:
  std::optional<window> made_;
};

TEST_F(window_room, give_a_slow_provider_its_own_time) {
  make();
  scripted_sender by(slow_mail), other(first_mail);
  const auto one = open_chunk({{{"a"}}, provider::none, channel::email}, {by.made});
  const auto two = open_chunk({{{"b"}}, provider::none, channel::email}, {other.made});
  start(*one);
  start(*two);
  EXPECT_EQ(by.at().waiting.at(0)->timeout, 20min);
  EXPECT_EQ(other.at().waiting.at(0)->timeout, settings.providers.request_timeout);
  EXPECT_EQ(one->in_long_flight, 1U);
  EXPECT_EQ(two->in_long_flight, 0U);
  by.at().answer(200);
  EXPECT_EQ(one->in_long_flight, 0U);
}

TEST_F(window_room, leave_room_for_others_beside_a_slow_provider) {
  make(4);
  scripted_sender by(slow_mail), other(first_mail);
  const auto many = open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made});
  const auto one = open_chunk({{{"d"}}, provider::none, channel::email}, {other.made});
  start(*many);
  start(*one);
  EXPECT_EQ(by.at().waiting.size(), 2U);
  EXPECT_EQ(other.at().waiting.size(), 1U);
  EXPECT_TRUE(many->has_unsent()) << "it gets on: room comes in a moment";
  by.at().answer(200);
  EXPECT_EQ(by.at().waiting.size(), 2U);
  EXPECT_FALSE(many->has_unsent());
}

TEST_F(window_room, hold_what_waits_for_a_provider_that_does_not_get_on) {
  auto& slots = make(4);
  scripted_sender by(slow_mail);
  const auto many = open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made});
  start(*many);
  ASSERT_TRUE(many->has_unsent());
  slots.fill(std::chrono::steady_clock::now() + 1s);
  EXPECT_FALSE(many->has_unsent());
  EXPECT_EQ(slots.unsent_chunks(), 0U);
  by.at().answer(200);
  by.at().answer(200);
  EXPECT_EQ(states_of(*many), states(2, delivered));
  EXPECT_EQ(many->ending().finish, queue::finish::park);
}

TEST_F(window_room, hop_past_a_provider_that_does_not_get_on) {
  auto& slots = make(4);
  scripted_sender by(slow_mail), next(first_mail);
  const auto many =
      open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made, next.made});
  start(*many);
  slots.fill(std::chrono::steady_clock::now() + 1s);
  ASSERT_EQ(next.at().waiting.size(), 1U);
  EXPECT_EQ(next.at().body(), "c");
}

TEST_F(window_room, give_a_stranger_a_few_slots_and_more_as_it_answers) {
  make(1'000);
  scripted_sender by(first_mail);
  const auto many =
      open_chunk({each_alone(std::vector<std::string>(400, "a")), provider::none, channel::email}, {by.made});
  start(*many);
  EXPECT_EQ(by.at().waiting.size(), concurrency_limit::first);
  for (std::size_t each = 0; each < concurrency_limit::first; ++each) by.at().answer(200);
  EXPECT_EQ(by.at().waiting.size(), 2 * concurrency_limit::first);
}

TEST_F(window_room, send_no_more_than_there_are_streams) {
  make();
  scripted_sender by(first_mail);
  by.at().most = 1;
  const auto many = open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made});
  start(*many);
  for (const auto* text : {"a", "b", "c"}) {
    ASSERT_EQ(by.at().waiting.size(), 1U);
    EXPECT_EQ(by.at().body(), text);
    by.at().answer(200);
  }
  EXPECT_EQ(states_of(*many), states(3, delivered));
}

TEST_F(window_room, count_no_slot_that_a_silent_provider_has_held_for_long) {
  auto& slots = make(4);
  scripted_sender silent(first_mail), other(first_mail);
  const auto many =
      open_chunk({each_alone({"a", "b", "c", "d"}), provider::none, channel::email}, {silent.made});
  const auto one = open_chunk({{{"e"}}, provider::none, channel::email}, {other.made});
  start(*many);
  start(*one);
  ASSERT_EQ(silent.at().waiting.size(), 4U);
  EXPECT_TRUE(other.at().waiting.empty()) << "the window is full";
  slots.fill(std::chrono::steady_clock::now() + 2s);
  EXPECT_EQ(other.at().waiting.size(), 1U);
}

TEST_F(window_room, start_no_more_where_too_many_are_slow) {
  auto& slots = make(2);
  scripted_sender first(first_mail), second(first_mail), third(first_mail), known(first_mail);
  const auto warm = open_chunk({{{"w"}}, provider::none, channel::email}, {known.made});
  start(*warm);
  known.at().answer(200);
  auto now = std::chrono::steady_clock::now();
  std::vector<std::shared_ptr<chunk>> all;
  for (auto* const by : {&first, &second, &third}) {
    all.push_back(open_chunk({each_alone({"a", "b"}), provider::none, channel::email}, {by->made}));
    slots.add(*all.back());
    slots.fill(now += 2s);
  }
  EXPECT_EQ(second.at().waiting.size(), 2U);
  EXPECT_TRUE(third.at().waiting.empty());
  EXPECT_FALSE(all.back()->has_unsent()) << "it is put off";
  const auto quick = open_chunk({{{"q"}}, provider::none, channel::email}, {known.made});
  slots.add(*quick);
  slots.fill(now);
  EXPECT_EQ(known.at().waiting.size(), 1U) << "whoever answers at once is not kept waiting for them";
}

TEST_F(window_room, tell_whose_chunks_wait_for_a_busy_provider) {
  auto& slots = make();
  scripted_sender by(slow_mail);
  const auto many = open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made});
  const auto more = open_chunk({each_alone({"d"}), provider::none, channel::email}, {by.made});
  start(*many);
  start(*more);
  EXPECT_EQ(slots.lined_up(), (std::map<project_id, std::size_t>{{many->job().project, 2}}));
  by.at().answer(200);
  EXPECT_EQ(slots.lined_up(), (std::map<project_id, std::size_t>{{many->job().project, 1}}))
      << "it has sent all";
  slots.withdraw(*more);
  EXPECT_TRUE(slots.lined_up().empty());
}

TEST_F(window_room, let_a_chunk_leave_the_line_when_its_broadcast_is_cancelled) {
  auto& slots = make();
  scripted_sender by(slow_mail);
  const auto many = open_chunk({each_alone({"a", "b", "c"}), provider::none, channel::email}, {by.made});
  start(*many);
  ASSERT_FALSE(slots.lined_up().empty());
  many->cancel();
  slots.fill();
  EXPECT_TRUE(slots.lined_up().empty());
  EXPECT_FALSE(many->has_unsent());
}

}  // namespace
}  // namespace carillon::engine
