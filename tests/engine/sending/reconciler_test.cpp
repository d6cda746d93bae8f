// Text messages go out once at most, over a real Redis: what a worker that died had announced is looked up in
// the account's list, and never sent again.
#include "engine/sending/reconciler.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ctime>

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum delivery_state;

const std::string sending = "Messages.json";
const std::string listing = "Messages.json?To=%2B15551234567&PageSize=100";

class once_at_most : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    settings.providers.origins["twilio_us1"] = settings.providers.origins["apns_production"];
    settings.worker.lease = 2s;
    have_plan({{.via = channel::sms}});
    const json config{{"account_sid", "AC1"}, {"api_key", "SK1"}, {"api_secret", "s"}, {"from", "+1500"}};
    ASSERT_TRUE(run(integrations->put(project, {.name = "twilio"}, config)));
    store::user_fields fields;
    fields.external_id = "user-1";
    fields.phone_numbers = std::vector<std::string>{"+15551234567"};
    who = run(users->upsert(project, fields)).value().id;
    body = R"({"title":"Bells"})";
  }
  /// What the account lists: a message of ours, or none.
  void list(bool has_ours) {
    auto messages = json::array();
    if (has_ours) {
      std::array<char, 40> text{};
      const auto seconds = std::chrono::system_clock::to_time_t(now() + 1h);  // after it, whatever is slow
      std::tm parts{};
      gmtime_r(&seconds, &parts);
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
      messages.push_back({{"to", "+15551234567"},
                          {"from", "+1500"},
                          {"body", "Bells"},
                          {"status", "sent"},
                          {"date_created", text.data()}});
    }
    apns.answers[listing] = {{.status = 200, .body = dump_json({{"messages", std::move(messages)}})}};
  }
  /// The message left and nobody answered; then the job is somebody else's, who died as well.
  broadcast_id lose_its_worker() {
    apns.answers[sending] = {{.is_silent = true}};
    const auto broadcast = accept();
    start_worker();
    EXPECT_TRUE(eventually([&] { return apns.sent[sending] == 1; }));
    const auto where = queue::partition_of(project, who);
    const auto jobs = call({"ZRANGE", names.leases(where), "0", "-1"});
    EXPECT_EQ(jobs.elements.size(), 1U);
    call({"HSET", names.job(where, jobs.elements[0].text), "own", "somebody else"});
    return broadcast;
  }

  user_id who;
};

TEST_F(once_at_most, what_a_dead_worker_sent_is_found_and_not_sent_again) {
  list(true);
  const auto broadcast = lose_its_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(apns.sent[sending], 1);
  EXPECT_GE(apns.sent[listing], 1);
}

TEST_F(once_at_most, what_is_nowhere_to_be_found_is_unknown_and_not_sent_again) {
  list(false);
  const auto broadcast = lose_its_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, unknown), 1U);
  EXPECT_EQ(apns.sent[sending], 1);
  EXPECT_EQ(apns.sent[listing], 2) << "what was taken shows up a little later";
}

TEST_F(once_at_most, an_answer_of_a_broken_server_is_looked_up_at_once) {
  list(true);
  apns.answers[sending] = {{.status = 500, .body = "<html>"}};
  const auto broadcast = accept();
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(count(broadcast, delivered), 1U);
  EXPECT_EQ(apns.sent[sending], 1);
}

}  // namespace
}  // namespace carillon::engine
