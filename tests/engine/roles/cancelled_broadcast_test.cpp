// What a worker does with a broadcast that is cancelled: before it is planned, while it is sent, between
// steps.
#include <gtest/gtest.h>

#include "queue/cancellation.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;

class cancelled_broadcast : public engine_test {
 protected:
  void cancel(broadcast_id broadcast) {
    queue::cancellation cancellations(client(), names);
    ASSERT_TRUE(run(cancellations.cancel(project, broadcast)));
  }
  /// Every recipient has one end; those skipped were skipped for that.
  void expect_exact_books(broadcast_id broadcast) {
    const auto all = progress(broadcast);
    std::uint64_t ends = 0;
    for (const auto state : {delivered, failed, skipped, expired, revoked, unknown})
      ends += all.states[static_cast<std::size_t>(state)];
    EXPECT_EQ(ends, all.recipients);
    std::uint64_t told = 0;
    for (const auto& row : events()) {
      if (!row.kind.empty() || row.record.state != skipped) continue;
      EXPECT_EQ(row.record.reason, static_cast<std::uint16_t>(queue::own_reason::cancelled));
      ++told;
    }
    EXPECT_EQ(told, all.states[static_cast<std::size_t>(skipped)]);
  }
};

TEST_F(cancelled_broadcast, sends_nothing_when_it_was_cancelled_before_it_was_planned) {
  have_push_only();
  save_apns();
  have_users(30);
  const auto broadcast = accept();
  cancel(broadcast);
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(progress(broadcast).recipients, 0U) << "nobody was planned";
}

TEST_F(cancelled_broadcast, stops_what_is_not_on_its_way_and_tells_how_the_rest_ended) {
  have_push_only();
  save_apns();
  have_users(200);
  settings.worker.window = 20;
  settings.providers.request_timeout = 500ms;
  apns.answers[""] = {{.is_silent = true}};
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return apns.total > 0; }));
  cancel(broadcast);
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_LE(apns.sent.size(), 40U) << "but for what was with the provider";
  EXPECT_EQ(count(broadcast, skipped), progress(broadcast).recipients);
  expect_exact_books(broadcast);
}

TEST_F(cancelled_broadcast, ends_steps_that_were_to_come_later) {
  have_plan({{.via = channel::in_app}, {.via = channel::mobile_push, .delay = 1h}});
  save_apns();
  have_users(20);
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return count(broadcast, delivered) == 20U; }));
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned);
  cancel(broadcast);
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 20U) << "in the inboxes";
  EXPECT_EQ(count(broadcast, skipped), 20U);
  EXPECT_EQ(apns.total, 0);
}

TEST_F(cancelled_broadcast, ends_when_its_worker_was_replaced_and_nobody_heard_of_it) {
  have_plan({{.via = channel::mobile_push, .delay = 1h}});
  save_apns();
  have_users(20);
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(eventually([&] { return depth().due > 0; }));
  ASSERT_TRUE(eventually([&] { return find(broadcast).state == queue::broadcast_record::stage::planned; }));
  stop_all();
  cancel(broadcast);
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 0);
  expect_exact_books(broadcast);
}

}  // namespace
}  // namespace carillon::engine
