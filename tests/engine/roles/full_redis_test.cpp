// What a worker does while Redis is full: what passes through goes on, what would stay there waits outside.
#include <gtest/gtest.h>

#include <optional>

#include "engine/roles/worker.hpp"
#include "queue/cancellation.hpp"
#include "store/inbox.hpp"
#include "tests/engine/engine_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;

class worker_with_a_full_redis : public engine_test {
 protected:
  static constexpr unsigned many = 200;  // users of nearly every partition: far more jobs than may be open

  void SetUp() override {
    engine_test::SetUp();
    save_apns();
  }
  void fill_up() { full_.emplace(server()); }
  void make_room() { full_.reset(); }
  /// What waits for room is in `due`, and nobody holds it.
  bool is_everything_put_off() {
    const auto now = depth();
    return now.leased == 0 && now.due > 0 && now.ready_jobs == std::array<std::uint64_t, 3>{};
  }

 private:
  std::optional<test::full_redis> full_;
};

TEST_F(worker_with_a_full_redis, sends_pushes_while_inboxes_wait_outside_and_ends_exactly) {
  std::vector<store::user_ref> readers;
  for (unsigned number = 0; number < many; ++number) readers.push_back(have_user(number));
  have_plan({{.via = channel::in_app}, {.via = channel::mobile_push}});
  const auto broadcast = accept();
  fill_up();
  start_worker();
  ASSERT_TRUE(eventually([&] { return count(broadcast, delivered) == many; }));
  EXPECT_EQ(apns.total, static_cast<int>(many));
  EXPECT_TRUE(eventually([&] { return is_everything_put_off(); }));
  EXPECT_EQ(find(broadcast).state, queue::broadcast_record::stage::planned);

  make_room();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 2 * many);
  EXPECT_EQ(count(broadcast, retry), 0U);
  for (const auto& [token, times] : apns.sent) EXPECT_EQ(times, 1) << token;
  store::inbox box(client(), names);
  for (const auto& who : readers) EXPECT_EQ(run(box.count_unread(project, who, {})).value(), 1U);
  EXPECT_EQ(depth().dead, 0U);
}

TEST_F(worker_with_a_full_redis, plans_for_users_it_knows_while_plans_that_make_users_wait) {
  have_push_only();
  have_users(3);
  std::vector<broadcast_id> of_strangers;
  for (int each = 0; each < 12; ++each)  // more than may be under way
    of_strangers.push_back(accept(R"([{"external_id":"stranger-)" + std::to_string(each) + "\"}]"));
  const auto last = accept();
  fill_up();
  start_worker();
  ASSERT_TRUE(is_processed(last));
  ASSERT_TRUE(eventually([&] { return is_everything_put_off(); }));
  EXPECT_EQ(apns.total, 3);
  for (const auto each : of_strangers) EXPECT_EQ(find(each).state, queue::broadcast_record::stage::accepted);

  make_room();
  for (const auto each : of_strangers) EXPECT_TRUE(is_processed(each));
}

TEST_F(worker_with_a_full_redis, discards_dead_tokens) {
  have_push_only();
  have_users(20);
  const auto gone = have_user(20);
  apns.answers[token_of(20)] = {{.status = 410, .body = R"({"reason":"Unregistered"})"}};
  const auto broadcast = accept();
  fill_up();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 20U);
  EXPECT_EQ(count(broadcast, revoked), 1U);
  EXPECT_FALSE(has_active_token(gone));
}

TEST_F(worker_with_a_full_redis, ends_a_cancelled_broadcast_that_waits_for_room) {
  have_users(many);
  have_plan({{.via = channel::in_app}});
  const auto broadcast = accept();
  fill_up();
  start_worker();
  ASSERT_TRUE(eventually([&] { return is_everything_put_off(); }));
  queue::cancellation cancellations(client(), names);
  ASSERT_TRUE(run(cancellations.cancel(project, broadcast)));
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, skipped), many);
}

}  // namespace
}  // namespace carillon::engine
