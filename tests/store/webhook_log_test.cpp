#include "store/webhook_log.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class webhook_store : public store_test {
 protected:
  webhook_claim begin(const webhook_delivery& one) {
    return run(webhook_log(client(), names).begin(one)).value();
  }
  const integration_id github = integration_id::make(from_unix_ms(1));
  const webhook_delivery first{github, "digest-1", "d-1"};
};

TEST_F(webhook_store, gives_a_delivery_to_one_caller) {
  webhook_log log(client(), names);
  EXPECT_EQ(begin(first), webhook_claim::ours);
  EXPECT_EQ(begin(first), webhook_claim::busy);
  EXPECT_EQ(begin({github, "digest-2", "d-2"}), webhook_claim::ours);
  EXPECT_EQ(begin({integration_id::make(from_unix_ms(2)), "digest-1", "d-1"}), webhook_claim::ours);
  ASSERT_TRUE(run(log.finish(first)));
  EXPECT_EQ(begin(first), webhook_claim::known);
}

TEST_F(webhook_store, knows_a_delivery_by_its_digest_or_its_id_and_takes_neither_for_the_other) {
  webhook_log log(client(), names);
  EXPECT_EQ(begin(first), webhook_claim::ours);
  EXPECT_EQ(begin({github, "digest-1", "made up"}), webhook_claim::busy);
  ASSERT_TRUE(run(log.finish(first)));
  EXPECT_EQ(begin({github, "digest-1", "made up"}), webhook_claim::known);
  EXPECT_EQ(begin({github, "digest-2", "d-1"}), webhook_claim::known);
  EXPECT_EQ(begin({github, "digest-2", "made up"}), webhook_claim::ours) << "a refused claim leaves nothing";
  EXPECT_EQ(begin({github, "digest-3", ""}), webhook_claim::ours);
  EXPECT_EQ(begin({github, "digest-4", "digest-3"}), webhook_claim::ours);
}

TEST_F(webhook_store, lets_an_abandoned_delivery_come_again) {
  webhook_log log(client(), names);
  EXPECT_EQ(begin(first), webhook_claim::ours);
  test::run(context, log.abandon(first));
  EXPECT_EQ(begin(first), webhook_claim::ours);
}

TEST_F(webhook_store, forgets_by_itself) {
  webhook_log log(client(), names);
  begin(first);
  const auto key = call({"KEYS", "*:ws:*"}).elements.at(0).text;
  EXPECT_LE(call({"TTL", key}).integer, 20);
  ASSERT_TRUE(run(log.finish(first)));
  const auto seconds = call({"TTL", key}).integer;
  EXPECT_GT(seconds, 86'000);
  EXPECT_LE(seconds, 86'400);
}

TEST_F(webhook_store, notes_one_refusal_for_each_integration) {
  webhook_log log(client(), names);
  EXPECT_TRUE(run(log.may_note_refusal(github)));
  EXPECT_FALSE(run(log.may_note_refusal(github)));
  EXPECT_TRUE(run(log.may_note_refusal(integration_id::make(from_unix_ms(3)))));
}

}  // namespace
}  // namespace carillon::store
