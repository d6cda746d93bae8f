// Slow providers in the window: their own time, no more than their share of it, and who waits for one that
// does not get on.
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
  by.first().moved -= 1s;
  slots.fill();
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
  by.first().moved -= 1s;
  slots.fill();
  ASSERT_EQ(next.at().waiting.size(), 1U);
  EXPECT_EQ(next.at().body(), "c");
}

}  // namespace
}  // namespace carillon::engine
