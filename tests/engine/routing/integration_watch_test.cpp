// An integration saved, changed or removed holds at once: for what waits, for what is open, and for nobody
// else.
#include <gtest/gtest.h>

#include <set>

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;

class integration_watch_rules : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
    save_apns();
  }
  void refuse_everybody() {
    apns.answers[""] = {{.status = 403, .body = R"({"reason":"InvalidProviderToken"})"}};
  }
  void serve_everybody() { apns.answers[""] = {{.status = 200}}; }
  bool is_parked() {
    const auto now = depth();
    return now.due > 0 && now.leased == 0;
  }
  bool is_quiet() {
    const auto now = depth();
    return now.due + now.leased + now.ready_jobs[1] == 0;
  }
};

TEST_F(integration_watch_rules, sends_what_waited_for_a_refused_credential) {
  have_users(30);
  refuse_everybody();
  start_worker();
  const auto broadcast = accept();
  ASSERT_TRUE(eventually([&] { return is_parked(); }));
  serve_everybody();
  save_apns();  // the key repaired; what was refused would be looked at again after a minute
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 30U);
}

TEST_F(integration_watch_rules, leaves_the_other_senders_as_they_are) {
  have_users(30);
  refuse_everybody();
  start_worker();
  accept();
  ASSERT_TRUE(eventually([&] { return is_parked(); }));
  const auto refused = apns.total;
  serve_everybody();
  // It is looked at again, and still rests: nobody is asked.
  const auto before = call({"GET", names.change_count()}).text;
  ASSERT_TRUE(run(integrations->put(project, {.name = "github"}, json{{"webhook_signing_secret", "s"}})));
  ASSERT_NE(call({"GET", names.change_count()}).text, before);
  ASSERT_TRUE(eventually([&] { return depth().ready_jobs[1] + depth().leased > 0; }));
  ASSERT_TRUE(eventually([&] { return is_parked(); }));
  EXPECT_EQ(apns.total, refused);
}

TEST_F(integration_watch_rules, keeps_the_provider_token_of_a_sender_that_did_not_change) {
  have_users(3);
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  ASSERT_TRUE(run(integrations->put(project, {.name = "github"}, json{{"webhook_signing_secret", "s"}})));
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(std::set(apns.authorizations.begin(), apns.authorizations.end()).size(), 1U);
}

TEST_F(integration_watch_rules, takes_a_removed_integration_from_open_chunks) {
  settings.worker.window = 1;
  const auto first = have_user(1);
  // Two of one chunk: the first gets no answer while the integration goes.
  unsigned second = 2;
  while (have_user(second).where != first.where) ++second;
  apns.answers[""] = {{.is_silent = true}};
  settings.providers.request_timeout = 10s;
  start_worker();
  const auto broadcast =
      accept(R"([{"external_id":"user-1"},{"external_id":"user-)" + std::to_string(second) + R"("}])");
  ASSERT_TRUE(eventually([&] { return apns.total == 1; }));
  ASSERT_TRUE(run(integrations->remove(project, {.name = "apns"}, std::nullopt)));
  ASSERT_TRUE(eventually([&] { return count(broadcast, skipped) == 1; })) << "nobody serves it any more";
  EXPECT_EQ(apns.total, 1);
}

TEST_F(integration_watch_rules, follows_a_plan_saved_a_moment_ago) {
  have_users(3);
  start_worker();
  ASSERT_TRUE(is_processed(accept()));
  have_plan({{.via = channel::in_app}});
  const auto broadcast = accept();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(apns.total, 3);
  EXPECT_EQ(find(broadcast).channels, std::vector{channel::in_app});
}

}  // namespace
}  // namespace carillon::engine
