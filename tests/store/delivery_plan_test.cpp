#include "store/delivery_plan.hpp"

#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

using namespace std::chrono_literals;

delivery_plan plan_of(std::string key, const std::vector<channel>& through) {
  delivery_plan plan;
  plan.key = std::move(key);
  for (const auto via : through) plan.steps.push_back({.via = via});
  return plan;
}

std::vector<channel> channels_of(const std::vector<delivery_step>& steps) {
  std::vector<channel> out;
  for (const auto& step : steps) out.push_back(step.via);
  return out;
}

class delivery_plans_of : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    plans = std::make_unique<delivery_plans>(client(), names);
  }
  std::optional<delivery_plan> plan_for(std::string category) {
    return run(plans->plan_for(project, std::move(category))).value();
  }
  std::unique_ptr<delivery_plans> plans;
};

TEST_F(delivery_plans_of, a_project_are_read_as_they_were_saved) {
  delivery_plan given = plan_of("billing", {channel::in_app, channel::email, channel::teams});
  given.is_disabled = true;
  given.steps[1].delay = 3600s;
  given.steps[1].condition = "{{ notification.unseen }} == \"x\"";
  given.steps[1].is_disabled = true;
  given.steps[2].priority = 0;
  ASSERT_TRUE(run(plans->put(project, given)));
  const auto read = run(plans->get(project, "billing")).value();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, "billing");
  EXPECT_TRUE(read->is_disabled);
  EXPECT_EQ(channels_of(read->steps), channels_of(given.steps));
  EXPECT_EQ(read->steps[0].delay, 0s);
  EXPECT_FALSE(read->steps[0].priority);
  EXPECT_EQ(read->steps[1].delay, 3600s);
  EXPECT_EQ(read->steps[1].condition, given.steps[1].condition);
  EXPECT_TRUE(read->steps[1].is_disabled);
  EXPECT_EQ(read->steps[2].priority, 0U);
}

TEST_F(delivery_plans_of, a_project_are_absent_until_saved) {
  EXPECT_FALSE(run(plans->get(project, "project")).value());
  EXPECT_FALSE(plan_for("billing"));
}

TEST_F(delivery_plans_of, a_category_come_before_the_projects) {
  ASSERT_TRUE(run(plans->put(project, plan_of("project", {channel::email}))));
  ASSERT_TRUE(run(plans->put(project, plan_of("billing", {channel::sms}))));
  EXPECT_EQ(plan_for("billing")->steps.front().via, channel::sms);
  EXPECT_EQ(plan_for("news")->steps.front().via, channel::email);
  EXPECT_EQ(plan_for("")->steps.front().via, channel::email);
  const auto other = project_id::make(from_unix_ms(1'700'000'000'001));
  EXPECT_FALSE(run(plans->plan_for(other, "billing")).value());
}

TEST_F(delivery_plans_of, a_project_are_what_another_process_saved_last) {
  delivery_plans elsewhere(client(), names);
  EXPECT_FALSE(plan_for("news"));
  ASSERT_TRUE(run(elsewhere.put(project, plan_of("project", {channel::email}))));
  EXPECT_EQ(plan_for("news")->steps.front().via, channel::email);
  ASSERT_TRUE(run(elsewhere.put(project, plan_of("news", {channel::sms}))));
  EXPECT_EQ(plan_for("news")->steps.front().via, channel::sms);
}

TEST_F(delivery_plans_of, a_project_that_are_damaged_are_refused) {
  for (const auto* text : {"{", "[]", "{}", R"({"steps":[{"channel":"pigeon"}]})", R"({"steps":[7]})"}) {
    call({"HSET", names.delivery_plans(project), "news", text});
    EXPECT_EQ(run(plans->get(project, "news")).error().code, errc::corrupted) << text;
    EXPECT_EQ(run(plans->plan_for(project, "news")).error().code, errc::corrupted) << text;
  }
}

TEST(steps_to_run, follow_priority_then_the_order_given) {
  auto plan = plan_of("x", {channel::in_app, channel::email, channel::sms, channel::slack});
  plan.steps[0].priority = 2;
  plan.steps[1].priority = 1;
  plan.steps[2].priority = 1;
  EXPECT_THAT(channels_of(steps_to_run(plan)),
              testing::ElementsAre(channel::slack, channel::email, channel::sms, channel::in_app));
}

TEST(steps_to_run, count_their_delay_from_the_start) {
  auto plan = plan_of("x", {channel::in_app, channel::email, channel::sms});
  plan.steps[0].delay = 1s;
  plan.steps[1].delay = 10s;
  plan.steps[2].delay = 100s;
  const auto steps = steps_to_run(plan);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].delay, 1s);
  EXPECT_EQ(steps[1].delay, 11s);
  EXPECT_EQ(steps[2].delay, 111s);
}

TEST(steps_to_run, leave_out_what_is_disabled_with_its_delay) {
  auto plan = plan_of("x", {channel::in_app, channel::email, channel::sms});
  plan.steps[1].is_disabled = true;
  plan.steps[1].delay = 10s;
  plan.steps[2].delay = 5s;
  const auto steps = steps_to_run(plan);
  EXPECT_THAT(channels_of(steps), testing::ElementsAre(channel::in_app, channel::sms));
  EXPECT_EQ(steps[1].delay, 5s);
  plan.is_disabled = true;
  EXPECT_TRUE(steps_to_run(plan).empty());
}

}  // namespace
}  // namespace carillon::store
