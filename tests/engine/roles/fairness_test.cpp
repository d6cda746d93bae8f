// A project whose templates cost much next to one whose do not. Counted in deliveries, never in time.
#include <gtest/gtest.h>

#include "store/message_template.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

class fairness : public engine_test {
 protected:
  static constexpr unsigned crowd = 400;
  const project_id neighbour_ = project_id::make(from_unix_ms(1'700'000'000'001));

  void SetUp() override {
    engine_test::SetUp();
    // Turns are counted here: a slow disk under each commit would be waited for in them, by both.
    call({"CONFIG", "SET", "appendfsync", "no"});
    have_push_only();
    save_apns();
    have_users(crowd);
    // Nearly what one render may cost, for each recipient.
    const std::string text =
        "{% capture big %}{% for i in (1..1000) %}<b>some words</b>{% endfor %}{% endcapture %}"
        "{% for i in (1..5) %}{% assign short = big | strip_html | size %}{% endfor %}"
        "{{ recipient.external_id }}";
    store::message_templates templates(client(), names);
    ASSERT_TRUE(run(templates.put(project, {channel::mobile_push, "", text})));
    settings.worker.open_jobs = 2;
  }
  void TearDown() override {
    call({"CONFIG", "SET", "appendfsync", "always"});
    engine_test::TearDown();
  }
  void have_neighbour() {
    const auto key = signing_key::generate(key_kind::p256);
    const json config{{"app_id", "com.example.other"},
                      {"certificate", std::string(key.private_pem().reveal())},
                      {"key_id", "ABCDEFGHIK"},
                      {"team_id", "KLMNOPQRSU"}};
    ASSERT_TRUE(run(integrations->put(neighbour_, {.name = "apns", .natural_key = "app_id"}, config)));
    store::delivery_plans plans(client(), names);
    ASSERT_TRUE(run(plans.put(
        neighbour_, {std::string(store::project_plan_key), {{.via = channel::mobile_push}}, false})));
    store::user_fields fields;
    fields.external_id = "user-9000";
    const auto made = run(users->upsert(neighbour_, fields)).value();
    store::device_token token;
    token.via = provider::apns;
    token.token = token_of(9000);
    ASSERT_TRUE(run(
        tokens->save(neighbour_, {made.id, queue::partition_of(neighbour_, made.id), made.number}, token)));
  }
  void accept_for_neighbour() {
    queue::broadcast_record record;
    record.created = now();
    record.id = broadcast_id::make(record.created);
    record.project = neighbour_;
    record.request_hash = std::string(32, 'h');
    record.body = body;
    record.recipients = R"([{"external_id":"user-9000"}])";
    record.urgency = lane::standard;  // the same lane: nothing but fairness helps
    ASSERT_TRUE(run(q->accept(record)));
  }
};

TEST_F(fairness, a_neighbour_does_not_wait_for_costly_templates) {
  have_neighbour();
  auto& running = start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(eventually([&] { return running.stats().open_jobs >= 2; }));
  const auto before = apns.total;
  accept_for_neighbour();
  ASSERT_TRUE(eventually([&] { return apns.sent.contains(token_of(9000)); }));
  EXPECT_LE(apns.total - before, static_cast<int>(crowd / 4))
      << "what was ready before it is not all ahead of it";
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned)
      << "the crowd is still being served";
  ASSERT_TRUE(is_processed(broadcast)) << "and is served in the end";
  EXPECT_EQ(count(broadcast, delivery_state::delivered), crowd);
}

}  // namespace
}  // namespace carillon::engine
