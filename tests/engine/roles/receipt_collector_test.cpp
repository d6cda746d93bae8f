// Receipts, from the ticket to what is told of them: workers over a real Redis, and an Expo that says what
// the test wants.
#include "engine/roles/receipt_collector.hpp"

#include <gtest/gtest.h>

#include "queue/awaited_receipts.hpp"
#include "queue/derived_ids.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

class receipt_collector_test : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    settings.receipts.first_after = 50ms;
    save_expo();
    have_push_only();
  }
  store::user_ref have_phone(unsigned number, std::string receipt = {}) {
    const auto who = have_user(number, 0);
    have_expo_device(who, number);
    if (!receipt.empty()) expo.receipts[expo_token_of(number)] = std::move(receipt);
    return who;
  }
  /// Sends one broadcast to everybody.
  broadcast_id deliver() {
    const auto sent = accept();
    EXPECT_TRUE(is_processed(sent));
    return sent;
  }
  /// Batches that wait for their receipts.
  std::int64_t waiting() {
    std::int64_t sum = 0;
    for (unsigned p = 0; p < queue::partition_count; ++p)
      sum += call({"ZCARD", names.receipts(static_cast<queue::partition>(p), project)}).integer;
    return sum;
  }
  void make_all_due() {
    for (unsigned p = 0; p < queue::partition_count; ++p) {
      const auto where = static_cast<queue::partition>(p);
      for (const auto& batch : call({"ZRANGE", names.receipts(where, project), "0", "-1"}).elements) {
        call({"ZADD", names.receipts(where, project), "1", batch.text});
        call({"ZADD", names.due_receipts(where), "1", queue::short_id(project.value)});
      }
    }
  }
  bool all_came() {
    return eventually([&] { return waiting() == 0; });
  }
  std::vector<json> told(std::string_view kind) {
    std::vector<json> found;
    for (const auto& row : events()) {
      if (row.kind == kind) found.push_back(json::parse(row.payload));
    }
    return found;
  }
  static double counted(std::string_view outcome) {
    return metrics::get_counter("carillon_receipts_total", {{"provider", "expo"}, {"outcome", outcome}})
        .value();
  }
};

TEST_F(receipt_collector_test, says_nothing_of_what_went_well) {
  const auto before = counted("delivered");
  for (unsigned number = 0; number < 5; ++number) have_phone(number);
  start_worker();
  const auto sent = deliver();
  ASSERT_TRUE(all_came());
  EXPECT_EQ(counted("delivered"), before + 5);
  EXPECT_EQ(count(sent, delivery_state::delivered), 5U);
  EXPECT_TRUE(told("delivery.undelivered").empty());
}

TEST_F(receipt_collector_test, discards_a_device_that_a_receipt_calls_dead) {
  const auto dead = have_phone(1, "DeviceNotRegistered");
  const auto alive = have_phone(2);
  start_worker();
  const auto sent = deliver();
  ASSERT_TRUE(all_came());
  EXPECT_FALSE(has_active_token(dead, provider::expo));
  EXPECT_TRUE(has_active_token(alive, provider::expo));
  const auto events = told("delivery.undelivered");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("reason"), "DeviceNotRegistered: no luck");
  EXPECT_EQ(events[0].at("user_id"), dead.id.to_string());
  EXPECT_EQ(events[0].at("broadcast_id"), sent.to_string());
  EXPECT_EQ(events[0].at("channel"), "mobile_push");
  EXPECT_EQ(events[0].at("provider"), "expo");
}

TEST_F(receipt_collector_test, names_the_delivery_as_its_own_event_does) {
  const auto who = have_phone(1, "MessageTooBig");
  start_worker();
  const auto sent = deliver();
  ASSERT_TRUE(all_came());
  const auto events = told("delivery.undelivered");
  ASSERT_EQ(events.size(), 1U);
  const auto notification = queue::to_notification_id(sent, who.id, {who.where, who.number});
  EXPECT_EQ(events[0].at("notification_id"), notification.to_string());
  const auto delivery =
      queue::to_delivery_id(notification, channel::mobile_push, store::token_hash(expo_token_of(1)));
  EXPECT_EQ(events[0].at("delivery_id"), delivery.to_string());
}

TEST_F(receipt_collector_test, changes_no_outcome) {
  have_phone(1, "DeviceNotRegistered");
  start_worker();
  const auto sent = deliver();
  ASSERT_TRUE(all_came());
  EXPECT_EQ(count(sent, delivery_state::delivered), 1U);
  EXPECT_EQ(progress(sent).failures(), 0U);
}

TEST_F(receipt_collector_test, keeps_a_token_that_was_registered_again_since) {
  const auto who = have_phone(1, "DeviceNotRegistered");
  settings.receipts.first_after = 1h;
  start_worker();
  deliver();
  stop_all();
  have_expo_device(who, 1);
  make_all_due();
  settings.receipts.first_after = 50ms;
  start_worker();
  ASSERT_TRUE(all_came());
  EXPECT_TRUE(has_active_token(who, provider::expo));
  const auto events = told("delivery.undelivered");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("reason"),
            "DeviceNotRegistered: no luck; the token is kept: it was registered again since");
}

TEST_F(receipt_collector_test, goes_on_after_a_restart) {
  settings.receipts.first_after = 1h;
  have_phone(1, "DeviceNotRegistered");
  start_worker();
  deliver();
  stop_all();
  EXPECT_EQ(waiting(), 1);
  EXPECT_TRUE(expo.asked.empty());
  make_all_due();
  settings.receipts.first_after = 50ms;
  start_worker();
  ASSERT_TRUE(all_came());
  EXPECT_EQ(told("delivery.undelivered").size(), 1U);
}

TEST_F(receipt_collector_test, asks_for_many_in_one_request) {
  settings.receipts.first_after = 1h;
  for (unsigned number = 0; number < 350; ++number) have_phone(number);
  start_worker();
  deliver();
  stop_all();
  make_all_due();
  settings.receipts.first_after = 50ms;
  start_worker();
  ASSERT_TRUE(all_came());
  std::vector<std::size_t> sizes;
  for (const auto& each : expo.asked) sizes.push_back(each.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{300, 50}));
}

TEST_F(receipt_collector_test, asks_again_until_there_is_one) {
  have_phone(1, "missing");
  start_worker();
  deliver();
  ASSERT_TRUE(eventually([&] { return expo.asked.size() >= 2; }));
  EXPECT_EQ(waiting(), 1);
  expo.receipts.clear();
  EXPECT_TRUE(all_came());
}

TEST_F(receipt_collector_test, gives_up_when_none_comes) {
  settings.receipts.give_up_after = 300ms;
  have_phone(1, "missing");
  start_worker();
  deliver();
  ASSERT_TRUE(all_came());
  const auto events = told("delivery.unconfirmed");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("reason"), "no receipt came");
}

TEST_F(receipt_collector_test, keeps_what_a_refusal_left_unknown) {
  expo.receipt_status = 503;
  have_phone(1);
  start_worker();
  deliver();
  ASSERT_TRUE(eventually([&] { return !expo.asked.empty(); }));
  EXPECT_EQ(waiting(), 1);
  expo.receipt_status = 200;
  EXPECT_TRUE(all_came());
}

TEST_F(receipt_collector_test, lets_go_of_what_no_integration_can_be_asked_for) {
  const auto before = counted("abandoned");
  settings.receipts.first_after = 1h;
  have_phone(1);
  start_worker();
  deliver();
  stop_all();
  ASSERT_TRUE(run(integrations->remove(project, {.name = "expo"}, std::nullopt)));
  make_all_due();
  settings.receipts.first_after = 50ms;
  start_worker();
  ASSERT_TRUE(all_came());
  EXPECT_EQ(counted("abandoned"), before + 1);
  EXPECT_TRUE(expo.asked.empty());
}

}  // namespace
}  // namespace carillon::engine
