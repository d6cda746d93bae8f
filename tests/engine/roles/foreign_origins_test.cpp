// Deliveries to hosts that users name themselves, over real sockets: what one of them does to a broadcast.
#include <gtest/gtest.h>

#include "store/channel_token.hpp"
#include "tests/engine/engine_fixture.hpp"
#include "tests/engine/hook_receiver.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;

class foreign_origins : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    addresses = net::address_guard::make({"127.0.0.0/8", "::1/128"}).value();
    have_plan({{.via = channel::teams}});
    hooks = std::make_unique<store::channel_tokens>(client(), names, *ring);
    alive = std::make_unique<hook_receiver>(context, certificate.server());
  }
  void TearDown() override {
    stop_all();
    alive.reset();
    engine_test::TearDown();
  }
  store::user_ref have_hook(unsigned number, const std::string& url) {
    const auto who = have_user(number, 0);
    const auto saved = run(hooks->save(project, who, provider::teams, {{"webhook", {{"url", url}}}}));
    EXPECT_TRUE(saved) << saved.error().detail;
    return who;
  }
  std::size_t active_hooks(const store::user_ref& who) {
    return static_cast<std::size_t>(std::ranges::count(
        run(hooks->list(project, who, provider::teams)).value(), 0, &store::channel_token::discarded_ms));
  }

  std::unique_ptr<store::channel_tokens> hooks;
  std::unique_ptr<hook_receiver> alive;
};

TEST_F(foreign_origins, end_a_broadcast_though_one_of_them_is_dead) {
  settings.retry.foreign_max_age = std::chrono::milliseconds(1);
  for (unsigned number = 0; number < 8; ++number)
    have_hook(number, "https://127.0.0.1:1/hook" + std::to_string(number));
  have_hook(8, alive->url());
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(count(broadcast, expired), 8U);
  EXPECT_EQ(depth().due, 0U);
  std::size_t told = 0;
  for (const auto& row : events()) told += row.kind.empty() && row.record.state == expired;
  EXPECT_EQ(told, 8U);
}

TEST_F(foreign_origins, keep_their_addresses_while_one_calls_them_all_dead) {
  hook_receiver broken(context, certificate.server());
  broken.statuses = {410};
  std::vector<store::user_ref> users;
  for (unsigned number = 0; number < 30; ++number)
    users.push_back(have_hook(number, broken.url() + std::to_string(number)));
  const auto leaver = have_hook(30, alive->url());
  settings.worker.window = 1;
  alive->statuses = {410};
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, revoked), 10U) << "nine of the origin that is broken, one of the other";
  EXPECT_EQ(count(broadcast, failed), 21U);
  std::size_t kept = 0;
  for (const auto& who : users) kept += active_hooks(who);
  EXPECT_EQ(kept, 21U);
  EXPECT_EQ(active_hooks(leaver), 0U);
}

}  // namespace
}  // namespace carillon::engine
