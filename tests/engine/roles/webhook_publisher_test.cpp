#include "engine/roles/webhook_publisher.hpp"

#include <set>

#include "engine/webhooks/endpoint_events.hpp"
#include "engine/webhooks/webhook_message.hpp"
#include "store/webhook_secret.hpp"
#include "tests/engine/engine_fixture.hpp"
#include "tests/engine/hook_receiver.hpp"

namespace carillon::engine {
namespace {

class webhook_publishing : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    addresses = net::address_guard::make({"127.0.0.0/8", "::1/128"}).value();
    receiver = std::make_unique<hook_receiver>(context, certificate.server());
    endpoints = std::make_unique<store::webhook_endpoints>(client(), names, *ring);
    log = std::make_unique<queue::event_log>(client(), names);
  }
  void TearDown() override {
    stop_all();
    receiver.reset();
    engine_test::TearDown();
  }

  store::webhook_endpoint have_endpoint(const hook_receiver& at, std::vector<std::string> events = {},
                                        std::vector<std::string> categories = {}) {
    store::webhook_endpoint one;
    one.url = at.url();
    one.events = std::move(events);
    one.categories = std::move(categories);
    one.signing_secret = signing_secret;
    return run(endpoints->create(project, one, 20)).value();
  }
  event_id happen(event_name kind = "template.failed") {
    return queue::to_event_id(project, run(log->append(project, kind, "{}")).value());
  }
  queue::endpoint_progress progress_of(const store::webhook_endpoint& one) {
    queue::endpoint_calls calls(client(), names);
    return run(calls.load(project, one.id)).value();
  }
  static std::set<std::string> ids_of(const hook_receiver& at) {
    std::set<std::string> ids;
    for (const auto& each : at.all) ids.insert(each.id);
    return ids;
  }
  bool is_logged(event_name kind) {
    return std::ranges::any_of(events(), [&](const auto& row) { return row.kind == kind.text(); });
  }
  /// What waits to be told again is due now.
  void hurry(const store::webhook_endpoint& one) {
    const auto key = names.endpoint_retries(project, one.id);
    for (const auto& each : call({"ZRANGE", key, "0", "-1"}).elements) call({"ZADD", key, "1", each.text});
    call({"PUBLISH", names.news_channel(project), ""});
  }
  /// How often commands whose names begin so were given since the last call.
  std::int64_t count_commands(std::string_view beginning) {
    const auto info = call({"INFO", "commandstats"}).text;
    call({"CONFIG", "RESETSTAT"});
    const auto start = "cmdstat_" + std::string(beginning);
    std::int64_t sum = 0;
    for (auto at = info.find(start); at != info.npos; at = info.find(start, at + 1))
      sum += std::stoll(info.substr(info.find("calls=", at) + 6));
    return sum;
  }

  const secret signing_secret = store::make_webhook_secret();
  std::unique_ptr<hook_receiver> receiver;
  std::unique_ptr<store::webhook_endpoints> endpoints;
  std::unique_ptr<queue::event_log> log;
};

TEST_F(webhook_publishing, tells_each_delivery_as_it_is_listed_and_signed) {
  save_apns();
  have_push_only();
  have_users(20);
  const auto one = have_endpoint(*receiver, {"delivery.*"});
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(eventually([&] { return ids_of(*receiver).size() == 20; }));
  std::set<std::string> listed;
  for (const auto& row : events()) {
    if (row.kind.empty()) listed.insert(queue::to_event_id(project, row.position).to_string());
  }
  EXPECT_EQ(ids_of(*receiver), listed);
  const auto& told = receiver->all.front();
  EXPECT_EQ(told.event()["id"], told.id);
  EXPECT_EQ(told.event()["type"], "delivery.sent");
  EXPECT_EQ(told.event()["context"]["broadcast_id"], broadcast.to_string());
  EXPECT_TRUE(told.event()["context"].contains("user_id"));
  net::wire_request again;
  again.body = told.body;
  put_webhook_headers(again, told.id, std::vector{signing_secret},
                      from_unix_ms(1000 * std::stoll(told.timestamp)));
  EXPECT_EQ(again.headers.back().value, told.signature);
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 20; }));
  EXPECT_EQ(progress_of(one).taken, 20U);
  EXPECT_EQ(progress_of(one).waiting, 0U);
}

TEST_F(webhook_publishing, tells_an_endpoint_what_it_asked_for) {
  have_push_only();
  have_users(3);
  hook_receiver orders(context, certificate.server()), news(context, certificate.server());
  have_endpoint(*receiver, {"template.*"});
  have_endpoint(orders, {}, {"orders"});
  have_endpoint(news, {}, {"news"});
  body = R"({"title":"Bells","category":"orders"})";
  accept();
  happen("template.failed");
  start_worker();
  ASSERT_TRUE(eventually(
      [&] { return receiver->all.size() == 1 && orders.of_type("delivery.skipped").size() == 3; }));
  EXPECT_EQ(receiver->of_type("template.failed").size(), 1U);
  EXPECT_TRUE(orders.of_type("template.failed").empty());
  EXPECT_TRUE(news.all.empty());
}

TEST_F(webhook_publishing, does_not_linger_over_what_an_endpoint_did_not_ask_for) {
  have_endpoint(*receiver, {"template.*"});
  for (unsigned count = 0; count < 400; ++count) happen("token.discarded");
  const auto wanted = happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return ids_of(*receiver).contains(wanted.to_string()); }));
  EXPECT_EQ(receiver->all.size(), 1U);
}

TEST_F(webhook_publishing, goes_on_where_a_worker_before_it_ended) {
  const auto one = have_endpoint(*receiver);
  for (unsigned count = 0; count < 10; ++count) happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 10; }));
  stop_all();
  const auto before = receiver->all.size();
  for (unsigned count = 0; count < 10; ++count) happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 20; }));
  EXPECT_EQ(before, 10U);
  EXPECT_EQ(receiver->all.size(), 20U);  // a graceful stop repeats nothing
}

TEST_F(webhook_publishing, reads_no_log_while_nothing_happens_and_tells_at_once_what_does) {
  const auto one = have_endpoint(*receiver);
  happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 1; }));
  // A look comes twice a second while there is news, and then once a minute.
  ASSERT_TRUE(eventually([&] {
    count_commands("x");
    context.restart();
    context.run_for(std::chrono::milliseconds(1500));
    return count_commands("x") == 0;
  }));
  happen();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 2; }));
  save_apns();
  have_push_only();
  have_users(3);
  accept();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 6; }));
}

TEST_F(webhook_publishing, tells_by_category_what_is_said_later_of_a_delivery) {
  have_push_only();
  have_users(1);
  body = R"({"title":"Bells","category":"orders"})";
  const auto orders = accept();
  hook_receiver news(context, certificate.server());
  have_endpoint(*receiver, {"delivery.bounced"}, {"orders"});
  have_endpoint(news, {"delivery.bounced"}, {"news"});
  const auto bounced = run(log->append(project, "delivery.bounced", "{}", orders)).value();
  start_worker();
  ASSERT_TRUE(eventually([&] { return !receiver->all.empty(); }));
  EXPECT_EQ(receiver->all[0].id, queue::to_event_id(project, bounced).to_string());
  EXPECT_TRUE(news.all.empty());
}

TEST_F(webhook_publishing, is_done_by_one_worker_at_a_time) {
  const auto one = have_endpoint(*receiver);
  start_worker();
  start_worker();
  for (unsigned count = 0; count < 50; ++count) happen();
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 50; }));
  EXPECT_EQ(receiver->all.size(), 50U);
  EXPECT_EQ(ids_of(*receiver).size(), 50U);
}

TEST_F(webhook_publishing, tells_again_with_the_same_id_what_failed) {
  receiver->statuses = {500, 200};
  const auto one = have_endpoint(*receiver);
  const auto event = happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return progress_of(one).waiting == 1; }));
  EXPECT_EQ(progress_of(one).last_status, 500);
  EXPECT_NE(progress_of(one).failing_since_ms, 0);
  const auto due = *progress_of(one).next_due_ms - to_unix_ms(now());
  EXPECT_GT(due, 0);
  hurry(one);
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 1; }));
  ASSERT_EQ(receiver->all.size(), 2U);
  for (const auto& each : receiver->all) EXPECT_EQ(each.id, event.to_string());
  EXPECT_EQ(receiver->all[0].body, receiver->all[1].body);
  EXPECT_EQ(progress_of(one).waiting, 0U);
  EXPECT_EQ(progress_of(one).failing_since_ms, 0);
  EXPECT_EQ(progress_of(one).failed, 1U);
}

TEST_F(webhook_publishing, gives_an_event_up_after_ten_attempts_and_says_so) {
  receiver->statuses = {500};
  const auto one = have_endpoint(*receiver);
  const auto event = happen();
  start_worker();
  ASSERT_TRUE(eventually([&] {
    hurry(one);
    return progress_of(one).given_up == 1;
  }));
  EXPECT_EQ(receiver->all.size(), 10U);
  ASSERT_TRUE(eventually([&] { return is_logged(endpoint_gave_up); }));
  const auto row = events().front();
  EXPECT_NE(row.payload.find(event.to_string()), row.payload.npos);
  EXPECT_EQ(progress_of(one).waiting, 0U);
}

TEST_F(webhook_publishing, switches_an_endpoint_off_that_is_gone) {
  receiver->statuses = {410};
  hook_receiver other(context, certificate.server());
  const auto one = have_endpoint(*receiver);
  have_endpoint(other, {"webhook_endpoint.*"});
  happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return !other.all.empty(); }));
  EXPECT_EQ(other.all[0].event()["context"]["reason"], "gone");
  EXPECT_EQ(progress_of(one).switched_off, "gone");
  EXPECT_FALSE(run(endpoints->find(project, one.id)).value().is_called());
  const auto missed = happen();
  const auto enable = [](store::webhook_endpoint& saved) -> result<void> {
    saved.is_enabled = true;
    return {};
  };
  ASSERT_TRUE(run(endpoints->change(project, one.id, enable)));
  receiver->statuses = {200};
  const auto told = happen();
  ASSERT_TRUE(eventually([&] { return ids_of(*receiver).contains(told.to_string()); }));
  EXPECT_FALSE(ids_of(*receiver).contains(missed.to_string()));
}

TEST_F(webhook_publishing, switches_an_endpoint_off_that_did_nothing_but_fail) {
  receiver->statuses = {500};
  settings.webhooks.disable_after = std::chrono::milliseconds(1);
  const auto one = have_endpoint(*receiver);
  happen();
  start_worker();
  ASSERT_TRUE(eventually([&] {
    hurry(one);
    return progress_of(one).switched_off == "failing";
  }));
  ASSERT_TRUE(eventually([&] { return is_logged(endpoint_disabled); }));
}

TEST_F(webhook_publishing, keeps_nobody_waiting_for_one_that_does_not_answer) {
  hook_receiver silent(context, certificate.server());
  silent.is_silent = true;
  have_endpoint(silent);
  const auto one = have_endpoint(*receiver);
  save_apns();
  have_push_only();
  have_users(30);
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 31; }));  // and the broadcast's own event
  EXPECT_EQ(silent.all.size(), 1U);
}

TEST_F(webhook_publishing, tells_a_span_of_time_again_as_far_as_it_was_asked_for) {
  std::vector<event_id> told;
  for (unsigned count = 0; count < 100; ++count) told.push_back(happen());
  happen("token.discarded");
  const auto until = to_unix_ms(now());
  const auto one = have_endpoint(*receiver, {"template.*"});
  start_worker();
  queue::endpoint_calls calls(client(), names);
  queue::redelivery what;
  what.is_span_kept = false;
  what.next = queue::told_span{queue::event_position{}, until};
  ASSERT_EQ(run(calls.redeliver(project, one.id, what)).value(), queue::redeliver_outcome::done);
  EXPECT_EQ(run(calls.redeliver(project, one.id, what)).value(), queue::redeliver_outcome::busy);
  ASSERT_TRUE(eventually([&] { return progress_of(one).delivered == 100; }));
  std::set<std::string> wanted;
  for (const auto& each : told) wanted.insert(each.to_string());
  EXPECT_EQ(ids_of(*receiver), wanted);
  EXPECT_EQ(progress_of(one).redelivered, 100U);
  EXPECT_EQ(progress_of(one).taken, 0U);
  EXPECT_FALSE(progress_of(one).again);
}

TEST_F(webhook_publishing, signs_by_a_former_secret_while_it_counts) {
  const auto one = have_endpoint(*receiver);
  const auto rotate = [&](store::webhook_endpoint& saved) -> result<void> {
    saved.former = {{saved.signing_secret, now() + std::chrono::hours(1)},
                    {store::make_webhook_secret(), now() + std::chrono::milliseconds(1)}};
    saved.signing_secret = store::make_webhook_secret();
    return {};
  };
  ASSERT_TRUE(run(endpoints->change(project, one.id, rotate)));
  happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return !receiver->all.empty(); }));
  EXPECT_EQ(std::ranges::count(receiver->all[0].signature, ' '), 1) << receiver->all[0].signature;
}

TEST_F(webhook_publishing, calls_no_private_address) {
  addresses = net::address_guard::make({}).value();
  const auto one = have_endpoint(*receiver);
  happen();
  start_worker();
  ASSERT_TRUE(eventually([&] { return progress_of(one).last_error == "blocked_address"; }));
  EXPECT_TRUE(receiver->all.empty());
}

TEST_F(webhook_publishing, follows_the_settings_of_an_endpoint) {
  const auto one = have_endpoint(*receiver);
  start_worker();
  const auto first = happen();
  ASSERT_TRUE(eventually([&] { return ids_of(*receiver).contains(first.to_string()); }));
  hook_receiver other(context, certificate.server());
  const auto move = [&](store::webhook_endpoint& saved) -> result<void> {
    saved.url = other.url();
    return {};
  };
  ASSERT_TRUE(run(endpoints->change(project, one.id, move)));
  ASSERT_TRUE(eventually([&] {
    happen();
    return !other.all.empty();
  }));
  ASSERT_TRUE(run(endpoints->remove(project, one.id)));
  ASSERT_TRUE(eventually([&] { return call({"EXISTS", names.endpoint_lease(project)}).integer == 0; }));
  for (const auto& key : call({"KEYS", "*:h*"}).elements) ADD_FAILURE() << key.text;
}

}  // namespace
}  // namespace carillon::engine
