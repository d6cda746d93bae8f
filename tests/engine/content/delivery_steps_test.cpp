#include "engine/content/delivery_steps.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

std::vector<channel> channels_of(const delivery_steps& steps) {
  std::vector<channel> all;
  for (const auto& step : steps.steps) all.push_back(step.via);
  return all;
}

TEST(delivery_steps, without_a_plan_are_all_configured_channels) {
  using enum channel;
  EXPECT_EQ(channels_of(resolve_steps({}, {})), (std::vector{in_app}));
  EXPECT_EQ(channels_of(resolve_steps({}, {"expo"})), (std::vector{in_app, mobile_push}));
  EXPECT_EQ(channels_of(resolve_steps({}, {"apns", "github", "slack", "smtp", "twilio", "web_push"})),
            (std::vector{in_app, mobile_push, web_push, email, sms, slack}));
}

TEST(delivery_steps, of_a_plan_run_in_its_order_and_no_channel_twice) {
  const store::delivery_plan plan{.key = "news",
                                  .steps = {{.via = channel::email, .delay = 5s},
                                            {.via = channel::teams, .delay = 2s, .condition = "x"},
                                            {.via = channel::sms, .is_disabled = true},
                                            {.via = channel::email}}};
  const auto steps = resolve_steps(plan, {"apns"});
  EXPECT_EQ(channels_of(steps), (std::vector{channel::email, channel::teams}));
  EXPECT_EQ(steps.find(channel::teams)->delay, 7s);
  EXPECT_EQ(steps.find(channel::sms), nullptr);
  const auto planned = to_planned(steps);
  EXPECT_EQ(planned[1].delay, 7000ms);
}

TEST(delivery_steps, of_a_disabled_plan_store_the_notification_only) {
  const auto steps = resolve_steps(store::delivery_plan{.key = "news", .is_disabled = true}, {"apns"});
  EXPECT_TRUE(steps.is_disabled);
  EXPECT_EQ(channels_of(steps), (std::vector{channel::in_app}));
}

TEST(delivery_steps, come_back_from_the_record_as_they_were) {
  delivery_steps steps{
      .steps = {{.via = channel::in_app}, {.via = channel::sms, .delay = 60s, .condition = "a \"b\""}},
      .is_disabled = true};
  const auto back = parse_delivery_steps(pack(steps)).value();
  ASSERT_EQ(back.steps.size(), 2U);
  EXPECT_TRUE(back.is_disabled);
  EXPECT_EQ(back.steps[1].via, channel::sms);
  EXPECT_EQ(back.steps[1].delay, 60s);
  EXPECT_EQ(back.steps[1].condition, "a \"b\"");
  EXPECT_FALSE(parse_delivery_steps(""));
  EXPECT_FALSE(parse_delivery_steps("[]"));
  EXPECT_FALSE(parse_delivery_steps(R"({"steps":[{"channel":"pigeon"}]})"));
}

}  // namespace
}  // namespace carillon::engine
