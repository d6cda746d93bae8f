// The role that removes by age, over a real Redis: what it takes, what it leaves, and that it goes round.
#include "engine/roles/pruner.hpp"

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "store/webhook_secret.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using stage = queue::broadcast_record::stage;

/// Kept for less than no time: everything there is counts as old, whatever the clock's resolution.
constexpr auto nothing = -1min;
constexpr auto a_day = 24h;

class pruner : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
    save_apns();
    have_users(3);
    around_.emplace(*this);
  }
  void TearDown() override {
    around_->tasks.cancel();
    run(around_->tasks.join(0ms));
    around_.reset();
    engine_test::TearDown();
  }

  void keep(std::chrono::milliseconds events, std::chrono::milliseconds broadcasts) {
    settings.retention = {.events = events, .broadcasts = broadcasts};
  }
  /// One round: true when nothing more is to be removed.
  bool prune_once() { return run(around_->role.prune_all()).value(); }
  /// Until it says that it is done.
  bool prune_all() {
    for (int round = 0; round < 10; ++round) {
      if (prune_once()) return true;
    }
    return false;
  }
  void start_role() { around_->tasks.spawn("pruner", around_->role.run()); }

  broadcast_id deliver() {
    const auto broadcast = accept();
    start_worker();
    EXPECT_TRUE(is_processed(broadcast));
    stop_all();
    return broadcast;
  }
  bool is_on_record(broadcast_id id) {
    const auto found = run(q->find(project, id));
    if (!found) EXPECT_EQ(found.error().code, errc::not_found);
    return found.has_value();
  }
  /// Processed broadcasts of `whose`, in one partition, that left nothing but their records.
  void have_records(project_id whose, int count) {
    const auto created = now() - a_day;
    const std::string created_us = std::to_string(to_unix_us(created));
    for (int made = 0; made < count;) {
      const auto id = broadcast_id::make(created);
      if (queue::home_of(id) != 0) continue;
      ++made;
      call({"HSET", names.broadcast(id), "t", std::string(whose.raw()), "st", "processed", "cr", created_us});
      call({"ZADD", names.broadcast_index(0, whose), created_us, std::string(id.raw())});
    }
  }
  std::int64_t count_records(project_id whose) {
    return call({"ZCARD", names.broadcast_index(0, whose)}).integer;
  }

 private:
  /// What a worker would have around the role.
  struct surroundings {
    explicit surroundings(pruner& test)
        : wheel(test.context),
          tasks(test.context),
          events(test.client(), test.names),
          channel_tokens(test.client(), test.names, *test.ring),
          installations(test.client(), test.names, *test.ring),
          recipients(test.client(), test.names),
          plans(test.client(), test.names),
          templates(test.client(), test.names),
          suppressions(test.client(), test.names),
          inbox(test.client(), test.names),
          parts{.context = test.context,
                .settings = test.settings,
                .wheel = wheel,
                .tasks = tasks,
                .queue = *test.q,
                .events = events,
                .keyring = *test.ring,
                .users = *test.users,
                .tokens = *test.tokens,
                .channel_tokens = channel_tokens,
                .integrations = *test.integrations,
                .installations = installations,
                .recipients = recipients,
                .plans = plans,
                .templates = templates,
                .suppressions = suppressions,
                .inbox = inbox,
                .compute = compute},
          role(parts, *test.ring) {}

    net::deadline_wheel wheel;
    net::task_group tasks;
    queue::event_log events;
    store::channel_tokens channel_tokens;
    store::installations installations;
    store::recipients recipients;
    store::delivery_plans plans;
    store::message_templates templates;
    store::suppressions suppressions;
    store::inbox inbox;
    net::compute_pool compute;
    worker_parts parts;
    engine::pruner role;
  };
  std::optional<surroundings> around_;
};

TEST_F(pruner, forgets_tokens_that_expired) {
  deliver();  // a project that is known
  store::jwt_registry registry(client(), names);
  const auto made = now() - std::chrono::days(10);
  const store::jwt_record old{jwt_id::make(made), "", {}, made, made + std::chrono::hours(1), {}};
  ASSERT_TRUE(run(registry.add(project, old)));
  const auto forgotten = metrics::get_counter("carillon_pruned_total", {{"kind", "jwts"}});
  const auto before = forgotten.value();
  EXPECT_TRUE(prune_all());
  EXPECT_EQ(forgotten.value(), before + 1);
  EXPECT_EQ(call({"HLEN", names.jwts(project, "project")}).integer, 0);
}

TEST_F(pruner, removes_what_was_kept_long_enough) {
  const auto broadcast = deliver();
  const auto pruned_events = metrics::get_counter("carillon_pruned_total", {{"kind", "events"}});
  const auto pruned_broadcasts = metrics::get_counter("carillon_pruned_total", {{"kind", "broadcasts"}});
  const auto events_before = pruned_events.value();
  const auto broadcasts_before = pruned_broadcasts.value();
  const auto entries = events().size();
  ASSERT_GT(entries, 3U);
  keep(nothing, nothing);
  EXPECT_TRUE(prune_all());
  EXPECT_TRUE(events().empty());
  EXPECT_FALSE(is_on_record(broadcast));
  EXPECT_GT(pruned_events.value(), events_before);
  EXPECT_EQ(pruned_broadcasts.value(), broadcasts_before + 1);
}

TEST_F(pruner, keeps_what_is_young) {
  const auto broadcast = deliver();
  const auto entries = events().size();
  keep(a_day, a_day);
  EXPECT_TRUE(prune_all());
  EXPECT_EQ(events().size(), entries);
  EXPECT_TRUE(is_on_record(broadcast));
}

TEST_F(pruner, keeps_events_and_broadcasts_for_times_of_their_own) {
  const auto first = deliver();
  const auto entries = events().size();
  keep(a_day, nothing);
  EXPECT_TRUE(prune_all());
  EXPECT_FALSE(is_on_record(first));
  EXPECT_EQ(events().size(), entries);

  const auto second = deliver();
  keep(nothing, a_day);
  EXPECT_TRUE(prune_all());
  EXPECT_TRUE(is_on_record(second));
  EXPECT_TRUE(events().empty());
}

TEST_F(pruner, tells_of_an_endpoint_that_was_not_told_of_what_is_removed) {
  store::webhook_endpoints endpoints(client(), names, *ring);
  store::webhook_endpoint wanted;
  wanted.url = "https://hooks.example.com/a";
  wanted.signing_secret = store::make_webhook_secret();
  const auto late = run(endpoints.create(project, wanted, 20)).value();
  const auto missed_ms = to_unix_ms(now() - 2 * a_day);
  call({"XADD", names.events(3, project), std::to_string(missed_ms) + "-0", "k", "job.failed", "p", "{}"});
  const auto in_time = run(endpoints.create(project, wanted, 20)).value();
  wanted.is_enabled = false;
  const auto disabled = run(endpoints.create(project, wanted, 20)).value();
  const auto overtaken = metrics::get_counter("carillon_webhook_endpoints_overtaken_total");
  const auto before = overtaken.value();
  keep(a_day, a_day);
  EXPECT_TRUE(prune_all());
  EXPECT_EQ(overtaken.value(), before + 1);
  queue::endpoint_calls calls(client(), names);
  const auto lost = run(calls.load(project, late.id)).value().lost;
  EXPECT_EQ(lost.since_ms, missed_ms);
  EXPECT_GT(lost.before_ms, missed_ms);
  for (const auto& other : {in_time, disabled})
    EXPECT_EQ(run(calls.load(project, other.id)).value().lost.since_ms, 0);
  const auto rows = events();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].kind, "webhook_endpoint.overtaken");
  EXPECT_NE(rows[0].payload.find(late.id.to_string()), std::string::npos);
}

TEST_F(pruner, tells_of_an_endpoint_that_goes_on_missing_events_once_an_hour) {
  store::webhook_endpoints endpoints(client(), names, *ring);
  store::webhook_endpoint wanted;
  wanted.url = "https://hooks.example.com/a";
  wanted.signing_secret = store::make_webhook_secret();
  const auto late = run(endpoints.create(project, wanted, 20)).value();
  const auto overtaken = metrics::get_counter("carillon_webhook_endpoints_overtaken_total");
  const auto before = overtaken.value();
  queue::event_log log(client(), names);
  keep(nothing, a_day);
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(run(log.append(project, "job.failed", "{}")));
    EXPECT_TRUE(prune_all());
  }
  EXPECT_EQ(overtaken.value(), before + 1);
  const auto enable = [](bool is_enabled) {
    return [is_enabled](store::webhook_endpoint& saved) -> result<void> {
      saved.is_enabled = is_enabled;
      return {};
    };
  };
  ASSERT_TRUE(run(endpoints.change(project, late.id, enable(false))));
  ASSERT_TRUE(run(endpoints.change(project, late.id, enable(true))));
  queue::endpoint_calls calls(client(), names);
  EXPECT_EQ(run(calls.load(project, late.id)).value().lost.since_ms, 0) << "it begins anew";
}

TEST_F(pruner, leaves_a_broadcast_that_is_not_processed) {
  const auto broadcast = accept();
  keep(nothing, nothing);
  EXPECT_TRUE(prune_all());
  EXPECT_EQ(find(broadcast).state, stage::accepted);
  start_worker();
  EXPECT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 3);
}

TEST_F(pruner, says_that_there_is_more_than_one_round_removes) {
  have_records(project, 70);
  keep(a_day / 2, a_day / 2);
  EXPECT_FALSE(prune_once());
  EXPECT_LT(count_records(project), 70);
  EXPECT_TRUE(prune_once());
  EXPECT_EQ(count_records(project), 0);
}

TEST_F(pruner, serves_every_project) {
  const auto other = project_id::make(from_unix_ms(1'700'000'000'001));
  ASSERT_TRUE(run(integrations->put(other, {.name = "sendgrid"}, {{"api_key", "x"}})));
  have_records(project, 2);
  have_records(other, 3);
  keep(a_day / 2, a_day / 2);
  EXPECT_TRUE(prune_all());
  EXPECT_EQ(count_records(project), 0);
  EXPECT_EQ(count_records(other), 0);
}

TEST_F(pruner, goes_round_by_itself_until_nothing_is_left) {
  have_records(project, 150);  // three rounds
  keep(10s, 10s);              // so it looks every second
  start_role();
  EXPECT_TRUE(eventually([&] { return count_records(project) == 0; }));
  have_records(project, 1);
  EXPECT_TRUE(eventually([&] { return count_records(project) == 0; }));
}

}  // namespace
}  // namespace carillon::engine
