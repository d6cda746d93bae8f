// How many tokens a provider can make us discard that calls them all dead: over several starts of a worker,
// and over several workers, no more than one of them would. Over a real Redis.
#include "engine/sending/revoker.hpp"

#include <gtest/gtest.h>

#include "engine/roles/worker.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;

class revoking : public engine_test {
 protected:
  static constexpr unsigned many = 300;
  static constexpr auto most = revocation_guard::of_account.least_sends;  // discarded before it is judged

  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
    save_apns();
    for (unsigned number = 0; number < many; ++number) people_.push_back(have_user(number));
  }
  void call_all_dead() { apns.answers[""] = {{.status = 410, .body = R"({"reason":"Unregistered"})"}}; }
  std::size_t discarded() {
    std::size_t count = 0;
    for (const auto& who : people_) count += has_active_token(who) ? 0 : 1;
    return count;
  }

 private:
  std::vector<store::user_ref> people_;
};

TEST_F(revoking, costs_over_six_starts_no_more_tokens_than_over_one) {
  call_all_dead();
  for (int start = 0; start < 6; ++start) {
    start_worker();
    ASSERT_TRUE(is_processed(accept()));
    stop_all();
  }
  EXPECT_GT(discarded(), 0U);
  EXPECT_LE(discarded(), most);
}

TEST_F(revoking, costs_with_three_workers_no_more_tokens_than_with_one) {
  call_all_dead();
  for (int each = 0; each < 3; ++each) start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_LE(discarded(), most);
  EXPECT_EQ(count(broadcast, revoked), discarded());
  EXPECT_EQ(count(broadcast, failed), many - discarded());
}

TEST_F(revoking, is_told_as_held_back_by_a_worker_that_has_seen_nothing_yet) {
  call_all_dead();
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  stop_all();
  have_user(many);
  start_worker();
  const auto again = accept(R"([{"external_id":"user-)" + std::to_string(many) + "\"}]");
  ASSERT_TRUE(is_processed(again));
  bool is_told = false;
  for (const auto& row : events())
    is_told = is_told || (row.broadcast == again && row.record.state == failed &&
                          queue::own_reason_of(row.record) == queue::own_reason::revocation_held);
  EXPECT_TRUE(is_told);
}

TEST_F(revoking, believes_a_few_among_many_after_a_start_too) {
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  stop_all();
  for (unsigned number = 0; number < 10; ++number)
    apns.answers[token_of(number)] = {{.status = 410, .body = R"({"reason":"Unregistered"})"}};
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(discarded(), 10U);
}

}  // namespace
}  // namespace carillon::engine
