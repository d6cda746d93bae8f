#include "store/webhook_endpoint.hpp"

#include "queue/event_log.hpp"
#include "store/webhook_secret.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class webhook_endpoint_store : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    all = std::make_unique<webhook_endpoints>(client(), names, *ring);
  }
  static webhook_endpoint wanted(std::string url = "https://hooks.example.com/CANARY") {
    webhook_endpoint one;
    one.url = std::move(url);
    one.events = {"delivery.*"};
    one.signing_secret = secret("whsec_CANARY");
    return one;
  }
  webhook_endpoint made() { return run(all->create(project, wanted(), 20)).value(); }
  std::string progress_of(const webhook_endpoint& one, const std::string& field) {
    return call({"HGET", names.endpoint_progress(project, one.id), field}).text;
  }
  std::unique_ptr<webhook_endpoints> all;
};

TEST_F(webhook_endpoint_store, gives_back_what_was_saved) {
  const auto one = made();
  const auto found = run(all->find(project, one.id)).value();
  EXPECT_EQ(found.url, one.url);
  EXPECT_EQ(found.events, one.events);
  EXPECT_EQ(found.signing_secret, one.signing_secret);
  EXPECT_EQ(found.created, one.created);
  EXPECT_TRUE(found.is_called());
  EXPECT_EQ(run(all->list(project)).value().size(), 1U);
  EXPECT_EQ(run(all->projects()).value(), std::vector{project});
  EXPECT_EQ(run(all->find(project, integration_id::make(now()))).error().code, errc::not_found);
}

TEST_F(webhook_endpoint_store, keeps_nothing_readable_in_redis) {
  const auto one = made();
  const auto stored = call({"HGET", names.endpoints(project), one.id.raw()}).text;
  EXPECT_EQ(stored.find("CANARY"), stored.npos);
  const auto other = made();
  call({"HSET", names.endpoints(project), other.id.raw(), stored});
  EXPECT_EQ(run(all->list(project)).value().size(), 1U);  // bound to its id: the other is left out
}

TEST_F(webhook_endpoint_store, refuses_more_than_a_project_may_have) {
  ASSERT_TRUE(run(all->create(project, wanted(), 2)));
  ASSERT_TRUE(run(all->create(project, wanted(), 2)));
  EXPECT_EQ(run(all->create(project, wanted(), 2)).error().code, errc::conflict);
}

TEST_F(webhook_endpoint_store, begins_behind_what_happened_before) {
  queue::event_log log(client(), names);
  const auto before = run(log.append(project, "job.failed", "{}")).value();
  const auto one = made();
  EXPECT_EQ(progress_of(one, "c" + std::to_string(before.where)),
            std::to_string(before.time_ms) + "-" + std::to_string(before.sequence) + ":511");
}

TEST_F(webhook_endpoint_store, begins_anew_when_it_is_enabled_again) {
  const auto one = made();
  call({"HSET", names.endpoint_progress(project, one.id), "off", "failing", "delivered", "7"});
  EXPECT_FALSE(run(all->find(project, one.id)).value().is_called());
  queue::event_log log(client(), names);
  const auto missed = run(log.append(project, "job.failed", "{}")).value();
  const auto keep = [](webhook_endpoint& saved) -> result<void> {
    saved.description = "other";
    return {};
  };
  EXPECT_FALSE(run(all->change(project, one.id, keep)).value().is_called());
  EXPECT_EQ(progress_of(one, "c" + std::to_string(missed.where)), "");
  const auto enable = [](webhook_endpoint& saved) -> result<void> {
    saved.is_enabled = true;
    return {};
  };
  EXPECT_TRUE(run(all->change(project, one.id, enable)).value().is_called());
  EXPECT_TRUE(run(all->find(project, one.id)).value().is_called());
  EXPECT_NE(progress_of(one, "c" + std::to_string(missed.where)), "");
  EXPECT_EQ(progress_of(one, "delivered"), "7");
}

TEST_F(webhook_endpoint_store, changes_what_somebody_else_changed_meanwhile) {
  const auto one = made();
  unsigned calls = 0;
  const auto edit = [&](webhook_endpoint& saved) -> result<void> {
    if (++calls == 1)
      server().command({"HSET", names.endpoints(project), one.id.raw(), std::string(100, 'x')});
    saved.description = "other";
    return {};
  };
  // The other's is damaged, so that it is seen that it was read again.
  EXPECT_EQ(run(all->change(project, one.id, edit)).error().code, errc::corrupted);
  EXPECT_EQ(calls, 1U);
}

TEST_F(webhook_endpoint_store, leaves_nothing_of_one_that_is_removed) {
  const auto one = made();
  call({"ZADD", names.endpoint_retries(project, one.id), "1", "event"});
  call({"HSET", names.endpoint_attempts(project, one.id), "event", "1"});
  ASSERT_TRUE(run(all->remove(project, one.id)));
  EXPECT_EQ(run(all->remove(project, one.id)).error().code, errc::not_found);
  for (const auto& key : call({"KEYS", "*:h*"}).elements) ADD_FAILURE() << key.text;
  EXPECT_TRUE(run(all->projects()).value().empty());
}

TEST(webhook_filter, knows_types_beginnings_and_categories) {
  webhook_endpoint one;
  EXPECT_TRUE(is_wanted(one, "delivery.sent", std::nullopt));
  one.events = {"delivery.*", "job.failed"};
  EXPECT_TRUE(is_wanted(one, "delivery.sent", std::nullopt));
  EXPECT_TRUE(is_wanted(one, "job.failed", std::nullopt));
  EXPECT_FALSE(is_wanted(one, "job.failed.twice", std::nullopt));
  EXPECT_FALSE(is_wanted(one, "deliveryconfig.saved", std::nullopt));
  one.categories = {"orders"};
  EXPECT_TRUE(is_wanted(one, "delivery.sent", "orders"));
  EXPECT_FALSE(is_wanted(one, "delivery.sent", "news"));
  EXPECT_FALSE(is_wanted(one, "delivery.sent", std::nullopt));
}

TEST(webhook_secret, is_made_and_read_as_standard_webhooks_has_it) {
  const auto made = make_webhook_secret();
  EXPECT_FALSE(check_webhook_secret(made.reveal()));
  EXPECT_EQ(webhook_key(made).value().size(), 32U);
  EXPECT_NE(make_webhook_secret(), made);
  for (const auto* text : {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                           "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    EXPECT_TRUE(check_webhook_secret(text)) << text;
  EXPECT_FALSE(check_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

}  // namespace
}  // namespace carillon::store
