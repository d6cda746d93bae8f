// Every step of every role throws once, as an allocation or a damaged record may: it costs one job, which is
// dead with its reason or done again; everything else is delivered, the books are exact, and the worker ends.
#include "engine/parts/fault_point.hpp"

#include <gtest/gtest.h>

#include "queue/dead_jobs.hpp"
#include "store/message_template.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

std::vector<fault> all_faults() {
  std::vector<fault> all;
  for (std::size_t each = 0; each < fault_count; ++each) all.push_back(static_cast<fault>(each));
  return all;
}

std::string name_of(const testing::TestParamInfo<fault>& point) {
  return std::string(to_string(point.param));
}

bool is_of_drain(fault point) {
  return point >= fault::drain_flights;
}

class fault_points : public engine_test, public testing::WithParamInterface<fault> {
 protected:
  static constexpr unsigned user_count = 120;

  /// A world in which a worker comes by all of its steps: two channels, a condition, a template, answers of
  /// all kinds, one with a receipt, and a broadcast whose delivery plan on record is damaged.
  void SetUp() override {
    engine_test::SetUp();
    settings.worker.lease = 3s;
    settings.providers.request_timeout = 1500ms;
    settings.retention.events = settings.retention.broadcasts =
        GetParam() == fault::prune_round || GetParam() == fault::prune_project ? 15s : 1h;
    settings.receipts.first_after = 50ms;
    save_apns();
    save_expo();
    have_users(user_count);
    have_expo_device(have_user(9), 9);
    have_plan({{.via = channel::in_app},
               {.via = channel::mobile_push, .condition = "notification.title == 'Bells'"}});
    store::message_templates templates(client(), names);
    ASSERT_TRUE(run(templates.put(project, {channel::mobile_push, "", "For {{ recipient.external_id }}"})));
    apns.answers[token_of(1)] = {{.status = 503, .body = R"({"reason":"ServiceUnavailable"})"}, {}};
    apns.answers[token_of(2)] = {{.status = 410, .body = R"({"reason":"Unregistered"})"}};
    apns.answers[token_of(3)] = {{.status = 403, .body = R"({"reason":"ExpiredProviderToken"})"}, {}};
    // Several, over more users than partitions: one of them is in a job with others, which wait for it.
    for (unsigned deaf = 4; deaf < 9; ++deaf) apns.answers[token_of(deaf)] = {{.is_silent = true}, {}};
    call({"HSET", names.delivery_plans(project), "bad", R"({"steps":[{"channel":5}]})"});
  }
  void TearDown() override {
    throw_at(GetParam(), 0);
    engine_test::TearDown();
  }

  /// Its category's delivery plan cannot be read.
  broadcast_id accept_damaged() {
    const auto usual = std::exchange(body, R"({"title":"Bells","category":"bad"})");
    const auto made = accept();
    body = usual;
    return made;
  }
  std::vector<queue::dead_job> dead() {
    queue::dead_jobs all(client(), names);
    return run(all.list(100)).value();
  }
  void redrive(const queue::dead_job& job) {
    queue::dead_jobs all(client(), names);
    EXPECT_TRUE(run(all.redrive(job)).value());
  }
  bool is_quiet() {
    const auto now = depth();
    return now.ready_jobs[0] + now.ready_jobs[1] + now.ready_jobs[2] + now.leased + now.due == 0;
  }
  std::uint64_t ended(broadcast_id id) {
    std::uint64_t sum = 0;
    const auto all = progress(id);
    for (std::size_t state = 0; state < all.states.size(); ++state) {
      if (is_terminal(static_cast<delivery_state>(state))) sum += all.states[state];
    }
    return sum;
  }
  void expect_exact_books(broadcast_id id) {
    EXPECT_EQ(progress(id).recipients, user_count);
    EXPECT_EQ(ended(id), 2 * user_count);
  }
};

TEST_P(fault_points, cost_one_job_and_nothing_else) {
  throw_at(GetParam());
  start_worker();
  const auto first = accept();
  std::optional<broadcast_id> bad;
  if (GetParam() == fault::bury) bad = accept_damaged();
  const json other{{"webhook_url", "https://example.com"}};
  ASSERT_TRUE(run(integrations->put(project, {.name = "slack", .natural_key = "app_id"},
                                    other)));  // the watch has something to follow
  if (!is_of_drain(GetParam())) ASSERT_TRUE(eventually([] { return has_thrown(); })) << "no step passes it";
  if (!bad) bad = accept_damaged();
  const auto second = accept();

  ASSERT_TRUE(is_processed(second)) << "others are delivered";
  ASSERT_TRUE(eventually([&] { return is_quiet() && !dead().empty(); }));
  for (const auto& job : dead()) {
    if (job.broadcast == bad) {
      EXPECT_EQ(job.reason, "damaged");
      EXPECT_EQ(job.detail, "a delivery plan cannot be read");
    } else {
      EXPECT_EQ(job.reason, "failed");
      EXPECT_EQ(job.detail, "injected at " + std::string(to_string(GetParam())));
      redrive(job);
    }
  }
  ASSERT_TRUE(is_processed(first));
  expect_exact_books(first);
  expect_exact_books(second);

  stop_all();
  EXPECT_TRUE(has_thrown());
  EXPECT_TRUE(is_quiet()) << "no lease is left behind";
  ASSERT_EQ(dead().size(), 1U);
  std::size_t told = 0;
  for (const auto& row : events()) told += row.kind == "job.failed" ? 1 : 0;
  EXPECT_GE(told, 1U);
}

INSTANTIATE_TEST_SUITE_P(of_every_role, fault_points, testing::ValuesIn(all_faults()), name_of);

}  // namespace
}  // namespace carillon::engine
