// What a project stored steers its deliveries: plans, conditions, preferences, templates; over a real Redis.
#include <gtest/gtest.h>

#include <set>

#include "store/inbox.hpp"
#include "store/message_template.hpp"
#include "store/preferences.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;
using queue::own_reason;

class delivery_plans : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    body = R"({"title":"Bells","content":"They *ring*.","category":"news"})";
  }
  store::inbox inbox() { return {client(), names}; }
  std::optional<store::inbox_item> item_of(broadcast_id id, const store::user_ref& who) {
    auto box = inbox();
    return run(box.states(project, id, {who})).value().at(0);
  }
  void have_template(std::string text) {
    store::message_templates all(client(), names);
    ASSERT_TRUE(run(all.put(project, {channel::mobile_push, "news", std::move(text)})));
  }
  /// Deliveries among the events, by channel, state and our reason.
  std::size_t count_events(channel via, delivery_state state, own_reason reason = own_reason::none) {
    std::size_t found = 0;
    for (const auto& row : events()) {
      const bool is_meant =
          row.kind.empty() && row.via == via && row.record.state == state &&
          (reason == own_reason::none || row.record.reason == static_cast<std::uint16_t>(reason));
      if (is_meant) ++found;
    }
    return found;
  }
  bool has_body_with(const std::string& text) {
    return std::ranges::any_of(apns.bodies,
                               [&](const auto& each) { return each.second.find(text) != std::string::npos; });
  }
};

TEST_F(delivery_plans, without_one_reach_every_configured_channel) {
  save_apns();
  ASSERT_TRUE(run(integrations->put(project, {.name = "sendgrid"}, {{"api_key", "x"}})));
  const auto who = have_user(1);
  have_user(2, 0);
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 1);
  EXPECT_EQ(count_events(channel::in_app, delivered), 2U);
  EXPECT_EQ(count_events(channel::mobile_push, delivered), 1U);
  EXPECT_EQ(count_events(channel::mobile_push, skipped, own_reason::no_address), 1U);
  // Configured, but nobody can send by it: it says not from whom.
  EXPECT_EQ(count_events(channel::email, skipped, own_reason::no_integration), 2U);
  const auto all = progress(broadcast);
  EXPECT_EQ(all.recipients, 2U);
  EXPECT_EQ(all.failures(), 0U);
  EXPECT_EQ((all.deliveries.at({provider::inbox, delivered})), 2U);
  EXPECT_TRUE(find(broadcast).errors.empty());
  EXPECT_TRUE(item_of(broadcast, who).has_value());
}

TEST_F(delivery_plans, skip_a_channel_that_no_integration_serves) {
  have_plan({{.via = channel::sms}, {.via = channel::teams}}, "news");
  have_user(1);
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(count_events(channel::sms, skipped, own_reason::no_integration), 1U);
  EXPECT_EQ(count_events(channel::teams, skipped, own_reason::no_address), 1U) << "hooks need no integration";
  EXPECT_EQ(count_events(channel::in_app, delivered), 0U);
}

TEST_F(delivery_plans, send_a_broadcasts_own_words_as_they_are) {
  save_apns();
  have_users(1);
  have_plan({{.via = channel::mobile_push}});
  body = R"x({"title":"2*3*4=24 # [JIRA-12](fixed)","content":"# 1 in `the` charts"})x";
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_TRUE(has_body_with(R"x("title":"2*3*4=24 # [JIRA-12](fixed)")x"));
  EXPECT_TRUE(has_body_with(R"("body":"# 1 in `the` charts")"));
}

TEST_F(delivery_plans, send_a_broadcasts_own_words_when_a_template_makes_too_much) {
  save_apns();
  have_users(3);
  have_plan({{.via = channel::mobile_push}}, "news");
  have_template("{{ recipient.external_id }}" + std::string(66'000, 'x'));
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 3);
  EXPECT_TRUE(has_body_with(R"("body":"They *ring*.")"));
  EXPECT_FALSE(has_body_with("xxx"));
  ASSERT_TRUE(eventually(
      [&] { return std::ranges::count(events(), "template.failed", &queue::event_row::kind) == 1; }));
}

TEST_F(delivery_plans, of_a_category_come_before_the_projects) {
  save_apns();
  have_users(1);
  have_plan({{.via = channel::mobile_push}}, "news");
  have_plan({{.via = channel::in_app}});
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 1);
  body = R"({"title":"Bells","content":"They *ring*.","category":"other"})";
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 1);
  EXPECT_EQ(count_events(channel::in_app, delivered), 1U);
}

TEST_F(delivery_plans, switched_off_store_the_notification_and_deliver_nothing) {
  save_apns();
  const auto who = have_user(1);
  have_plan({{.via = channel::mobile_push}}, "news", true);
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(progress(broadcast).recipients, 1U);
  EXPECT_EQ(progress(broadcast).failures(), 0U);
  EXPECT_EQ(count_events(channel::in_app, skipped, own_reason::category_disabled), 1U);
  EXPECT_NE(find(broadcast).errors.find("switched off"), std::string::npos);
  EXPECT_TRUE(item_of(broadcast, who).has_value());
}

TEST_F(delivery_plans, without_a_step_to_run_are_processed_and_say_so) {
  have_users(3);
  have_plan({{.via = channel::in_app, .is_disabled = true}});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).recipients, 3U);
  EXPECT_EQ(progress(broadcast).jobs, 0U);
  EXPECT_NE(find(broadcast).errors.find("no step"), std::string::npos);
}

TEST_F(delivery_plans, wait_for_a_step_and_ask_its_condition_then) {
  save_apns();
  const auto reader = have_user(1);
  have_user(2);
  have_plan({{.via = channel::in_app},
             {.via = channel::mobile_push, .delay = 1s, .condition = "{{notification.unseen}} == true"}});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(eventually([&] { return count_events(channel::in_app, delivered) == 2; }));
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned);
  auto box = inbox();
  ASSERT_TRUE(run(box.mark(project, reader, notification_of(broadcast, reader), store::inbox_mark::read)));
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent.count(token_of(1)), 0U);
  EXPECT_EQ(apns.sent[token_of(2)], 1);
  EXPECT_EQ(count_events(channel::mobile_push, skipped, own_reason::condition), 1U);
  EXPECT_EQ(progress(broadcast).recipients, 2U);
  EXPECT_EQ(progress(broadcast).jobs_done, progress(broadcast).jobs);
}

TEST_F(delivery_plans, ask_a_condition_about_the_recipient) {
  save_apns();
  have_users(3);
  have_plan({{.via = channel::mobile_push, .condition = "recipient.external_id == 'user-1'"}});
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 1);
  EXPECT_EQ(apns.sent[token_of(1)], 1);
}

TEST_F(delivery_plans, skip_everyone_when_a_condition_cannot_be_evaluated) {
  save_apns();
  have_users(2);
  have_plan({{.via = channel::mobile_push, .condition = "{{ notification."}});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count_events(channel::mobile_push, skipped, own_reason::condition_failed), 2U);
}

TEST_F(delivery_plans, leave_out_who_muted_the_category_on_the_channel) {
  save_apns();
  const auto quiet = have_user(1);
  const auto other = have_user(2);
  store::preferences switches(client(), names);
  const json muted{
      {"categories", {{{"key", "news"}, {"channels", {{{"name", "mobile_push"}, {"enabled", false}}}}}}}};
  ASSERT_TRUE(run(switches.put(project, quiet, muted)));
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.sent.count(token_of(1)), 0U);
  EXPECT_EQ(apns.sent[token_of(2)], 1);
  EXPECT_EQ(count_events(channel::mobile_push, skipped, own_reason::muted), 1U);
  EXPECT_TRUE(item_of(broadcast, quiet).has_value());
  EXPECT_TRUE(item_of(broadcast, other).has_value());
}

TEST_F(delivery_plans, count_a_recipient_that_failed_on_two_channels_once) {
  have_plan({{.via = channel::in_app}, {.via = channel::mobile_push}});
  save_apns();
  have_users(4);
  apns.answers[token_of(0)] = {{.status = 400, .body = R"({"reason":"PayloadEmpty"})"}};
  const auto old = accept(everyone, to_unix_ms(now()) - 1000);
  start_worker();
  ASSERT_TRUE(is_processed(old));
  EXPECT_EQ(count(old, expired), 8U);
  EXPECT_EQ(progress(old).recipients, 4U);
  EXPECT_EQ(progress(old).failures(), 4U);
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).failures(), 1U);
  EXPECT_EQ((progress(broadcast).failed_by.at({provider::apns, failed})), 1U);
}

TEST_F(delivery_plans, explain_no_failure_where_there_is_none) {
  save_apns();
  have_push_only();
  have_user(1, 2);
  apns.answers[token_of(1, 0)] = {
      {.status = 410, .body = R"({"reason":"Unregistered","timestamp":99999999999999})"}};
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ((progress(broadcast).deliveries.at({provider::apns, revoked})), 1U);
  EXPECT_EQ(progress(broadcast).failures(), 0U);
  EXPECT_TRUE(progress(broadcast).failed_by.empty());
}

TEST_F(delivery_plans, leave_deleted_users_out_of_every_step) {
  save_apns();
  have_users(3);
  const auto gone = have_user(3);
  ASSERT_TRUE(run(users->remove(project, gone.id)));
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).recipients, 3U);
  EXPECT_EQ(apns.total, 3);
  EXPECT_EQ(count(broadcast, delivered), 6U);
  EXPECT_EQ(count(broadcast, skipped), 0U);
}

TEST_F(delivery_plans, write_what_the_template_says) {
  save_apns();
  have_users(2);
  have_template("{{ notification.title | upcase }}: {{ notification.content }}");
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 2);
  EXPECT_TRUE(has_body_with("BELLS: They *ring*."));
}

TEST_F(delivery_plans, write_to_each_recipient_what_names_it) {
  save_apns();
  have_users(2);
  have_template("Dear {{ recipient.external_id }}");
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_NE(apns.bodies[token_of(0)].find("Dear user-0"), std::string::npos);
  EXPECT_NE(apns.bodies[token_of(1)].find("Dear user-1"), std::string::npos);
}

TEST_F(delivery_plans, prefer_an_override_to_the_template) {
  save_apns();
  have_users(1);
  have_template("from the template");
  body = R"({"title":"Bells","content":"own","category":"news",)"
         R"("overrides":{"channels":{"mobile_push":{"content":"from the override"}}}})";
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_TRUE(has_body_with("from the override"));
}

TEST_F(delivery_plans, keep_the_own_words_when_the_template_does_not_render) {
  save_apns();
  have_users(1);
  have_template("{% for i in (1..1000000000) %}x{% endfor %}");
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_TRUE(has_body_with("They *ring*."));
}

TEST_F(delivery_plans, hold_as_they_were_when_planning_began) {
  have_users(2);
  const auto broadcast = accept();
  const auto plan =
      run(q->claim(queue::home_of(broadcast), {lane::high, lane::standard, lane::bulk}, 1, 30s)).value();
  ASSERT_EQ(plan.size(), 1U);
  ASSERT_TRUE(run(q->fix_steps(plan[0], R"({"steps":[{"channel":"in_app"}]})")));
  have_plan({{.via = channel::sms}});  // too late
  ASSERT_TRUE(call({"ZADD", names.leases(plan[0].where), "1", plan[0].id}).integer == 0);
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count_events(channel::in_app, delivered), 2U);
  EXPECT_EQ(count_events(channel::sms, skipped), 0U);
}

}  // namespace
}  // namespace carillon::engine
