// Whom a step passes by, where reasons meet: muted, deleted, a condition. Over a worker and a real Redis; one
// reason at a time is in plans_test.cpp.
#include <gtest/gtest.h>

#include "store/inbox.hpp"
#include "store/preferences.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;
using queue::own_reason;

class step_gate_rules : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    body = R"({"title":"Bells","content":"They *ring*.","category":"news"})";
    save_apns();
  }
  void mute(const store::user_ref& who, std::string_view via) {
    store::preferences switches(client(), names);
    const json muted{
        {"categories", {{{"key", "news"}, {"channels", {{{"name", via}, {"enabled", false}}}}}}}};
    ASSERT_TRUE(run(switches.put(project, who, muted)));
  }
  std::optional<store::inbox_item> item_of(broadcast_id id, const store::user_ref& who) {
    store::inbox box(client(), names);
    return run(box.states(project, id, {who})).value().at(0);
  }
  std::size_t count_skipped(channel via, own_reason reason) {
    std::size_t found = 0;
    for (const auto& row : events()) {
      const bool is_meant = row.kind.empty() && row.via == via && row.record.state == skipped &&
                            row.record.reason == static_cast<std::uint16_t>(reason);
      if (is_meant) ++found;
    }
    return found;
  }
};

TEST_F(step_gate_rules, ask_no_condition_about_who_is_out_already) {
  const auto quiet = have_user(1);
  have_user(2);
  const auto gone = have_user(3);
  mute(quiet, "mobile_push");
  ASSERT_TRUE(run(users->remove(project, gone.id)));
  have_plan({{.via = channel::mobile_push, .condition = "recipient.external_id == 'user-1'"}});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(count_skipped(channel::mobile_push, own_reason::muted), 1U);
  EXPECT_EQ(count_skipped(channel::mobile_push, own_reason::condition), 1U);
  EXPECT_EQ(count(broadcast, skipped), 2U);
  EXPECT_EQ(progress(broadcast).recipients, 2U);
}

TEST_F(step_gate_rules, skip_only_who_makes_a_condition_too_much_work) {
  have_users(2);
  have_plan({{.via = channel::mobile_push,
              .condition = "{% if recipient.external_id == 'user-1' %}true{% else %}"
                           "{% for i in (1..1000000000) %}x{% endfor %}{% endif %}"}});
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 1);
  EXPECT_EQ(apns.sent[token_of(1)], 1);
  EXPECT_EQ(count_skipped(channel::mobile_push, own_reason::condition_failed), 1U);
}

TEST_F(step_gate_rules, fill_no_inbox_of_who_muted_it_or_is_gone) {
  const auto reader = have_user(1);
  const auto quiet = have_user(2);
  const auto gone = have_user(3);
  mute(quiet, "in_app");
  ASSERT_TRUE(run(users->remove(project, gone.id)));
  have_plan({{.via = channel::in_app}});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_TRUE(item_of(broadcast, reader));
  EXPECT_FALSE(item_of(broadcast, quiet));
  EXPECT_FALSE(item_of(broadcast, gone));
  EXPECT_EQ(count(broadcast, delivered), 1U);
  for (const auto& row : events()) {
    if (!row.kind.empty() || row.record.state != delivered) continue;
    EXPECT_EQ(row.record.via, provider::inbox);
    EXPECT_EQ(row.record.code, 200);
  }
}

TEST_F(step_gate_rules, put_into_the_inbox_when_it_was_sent_and_about_what) {
  const auto who = have_user(1);
  have_plan({{.via = channel::in_app}});
  body = R"({"title":"Bells","category":"news","topic":"tower"})";
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(to_unix_ms(item_of(broadcast, who)->created), to_unix_ms(find(broadcast).created));
  store::inbox box(client(), names);
  const auto unread_of = [&](std::string category, std::string topic) {
    store::inbox_filter wanted{
        .status = store::inbox_status::any, .category = std::move(category), .topic = std::move(topic)};
    return run(box.count_unread(project, who, std::move(wanted))).value();
  };
  EXPECT_EQ(unread_of("news", "tower"), 1U);
  EXPECT_EQ(unread_of("olds", ""), 0U);
  EXPECT_EQ(unread_of("", "river"), 0U);
}

}  // namespace
}  // namespace carillon::engine
