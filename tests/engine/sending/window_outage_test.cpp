// The window while a provider fails: what is put off, and what is told of it.
#include "tests/engine/sending/window_slots_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;
using test::open_chunk;
using test::records_of;
using test::scripted_sender;

constexpr providers::traits alone{.via = provider::expo, .kind = "expo"};

TEST_F(window_slots, put_off_retries_beyond_their_budget_free_of_charge) {
  auto& slots = make(200);
  scripted_sender by(alone);
  for (int each = 0; each < 60; ++each) by.made->admit(by.first(), true, std::chrono::steady_clock::now());
  const auto before = metrics.retry_budget_exhausted.value();
  const auto one = open_chunk({.addresses = each_alone(std::vector<std::string>(150, "a")),
                               .states = std::vector<delivery_state>(150, retry)},
                              {by.made});
  start(*one);
  EXPECT_EQ(slots.in_flight(), 40U);
  EXPECT_EQ(metrics.retry_budget_exhausted.value() - before, 110);
  while (!by.at().waiting.empty()) by.at().answer(200);
  EXPECT_EQ(records_of(*one).size(), 40U) << "of the others nothing is recorded";
  EXPECT_EQ(one->ending().finish, queue::finish::park);
}

TEST_F(window_slots, tell_who_holds_what_waits_and_why) {
  make();
  scripted_sender by(alone);
  const auto one = open_chunk({each_alone(std::vector<std::string>(6, "a"))}, {by.made});
  start(*one);
  for (int each = 0; each < 5; ++each) by.at().fail(net::transport_failure::connect);
  by.at().answer(503);
  const auto two = open_chunk({each_alone({"b"})}, {by.made});
  start(*two);
  EXPECT_EQ(two->ending().finish, queue::finish::park);
  EXPECT_EQ(two->ending().held.at(provider::expo).code, 503);
  EXPECT_EQ(by.troubles, std::vector<std::string>{"expo: connect"}) << "once, when it opened";
}

}  // namespace
}  // namespace carillon::engine
