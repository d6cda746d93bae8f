#include "engine/outcome/group_outcome.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using enum delivery_state;

device_end ended(delivery_state state, std::uint64_t hash) {
  return {.what = device_end::kind::ended,
          .state = state,
          .via = provider::apns,
          .code = 200,
          .token_hash = hash};
}
device_end held(std::uint64_t hash) {
  return {.what = device_end::kind::held, .token_hash = hash};
}

struct judged {
  group_fate fate;
  std::vector<queue::delivery_record> records;
};
judged judge(std::vector<device_end> devices, group_facts facts = {.offset = 7, .attempt = 2}) {
  judged all{};
  all.fate = record_group(devices, facts, all.records);
  return all;
}

TEST(group_outcome, closes_with_the_last_record) {
  const auto all = judge({ended(delivered, 1), ended(revoked, 2)});
  EXPECT_EQ(all.fate, group_fate::finished);
  ASSERT_EQ(all.records.size(), 2U);
  EXPECT_FALSE(all.records[0].is_last);
  EXPECT_TRUE(all.records[1].is_last);
  EXPECT_EQ(all.records[1].state, revoked);
  EXPECT_EQ(all.records[1].recipient_state, delivered);
  EXPECT_EQ(all.records[1].offset, 7);
  EXPECT_EQ(all.records[1].attempt, 2);
}

TEST(group_outcome, takes_the_best_of_the_devices) {
  EXPECT_EQ(best_of(failed, delivered), delivered);
  EXPECT_EQ(best_of(unknown, failed), unknown);
  EXPECT_EQ(best_of(expired, failed), failed);
  EXPECT_EQ(best_of(revoked, expired), expired);
  EXPECT_EQ(best_of(skipped, revoked), revoked);
  EXPECT_EQ(best_of(pending, skipped), skipped);
}

TEST(group_outcome, is_in_retry_while_one_device_is) {
  const auto all = judge({ended(delivered, 1), ended(retry, 2)});
  EXPECT_EQ(all.fate, group_fate::again);
  ASSERT_EQ(all.records.size(), 2U);
  EXPECT_EQ(all.records[1].recipient_state, retry);
}

TEST(group_outcome, finishes_what_its_provider_refused_while_another_device_is_tried_again) {
  const auto all = judge({ended(failed, 1), ended(retry, 2), ended(skipped, 3), ended(revoked, 4)});
  ASSERT_EQ(all.records.size(), 3U);
  EXPECT_EQ(all.records[0].state, failed);
  EXPECT_EQ(all.records[1].token_hash, 2U);
  EXPECT_EQ(all.records[2].token_hash, 4U);
  EXPECT_EQ(all.records[2].recipient_state, retry);
}

TEST(group_outcome, finishes_what_its_provider_refused_while_another_device_is_held) {
  const auto all = judge({held(1), ended(failed, 2)});
  EXPECT_EQ(all.fate, group_fate::again);
  ASSERT_EQ(all.records.size(), 1U);
  EXPECT_EQ(all.records[0].state, failed);
  EXPECT_EQ(all.records[0].recipient_state, retry);
}

TEST(group_outcome, counts_nothing_of_a_recipient_that_is_only_held) {
  const auto all = judge({held(1), ended(skipped, 2)});
  EXPECT_EQ(all.fate, group_fate::held);
  EXPECT_TRUE(all.records.empty());
}

TEST(group_outcome, never_forgets_a_delivery_because_another_device_is_held) {
  const auto all = judge({ended(delivered, 1), held(2)});
  EXPECT_EQ(all.fate, group_fate::again);
  ASSERT_EQ(all.records.size(), 1U);
  EXPECT_EQ(all.records[0].state, delivered);
  EXPECT_TRUE(all.records[0].is_last);
  EXPECT_EQ(all.records[0].recipient_state, retry);
}

TEST(group_outcome, remembers_what_earlier_attempts_delivered) {
  const auto all = judge({ended(failed, 2)}, {.offset = 1, .attempt = 3, .finished_as = delivered});
  EXPECT_EQ(all.fate, group_fate::finished);
  EXPECT_EQ(all.records.at(0).state, failed);
  EXPECT_EQ(all.records.at(0).recipient_state, delivered);
}

TEST(group_outcome, takes_no_refusal_of_an_earlier_attempt_for_a_delivery) {
  const auto all = judge({ended(revoked, 2)}, {.offset = 1, .attempt = 3, .finished_as = failed});
  EXPECT_EQ(all.records.at(0).recipient_state, failed);
}

TEST(group_outcome, closes_a_recipient_whose_other_devices_are_gone) {
  const auto all = judge({}, {.offset = 1, .attempt = 3, .finished_as = delivered});
  EXPECT_EQ(all.fate, group_fate::finished);
  ASSERT_EQ(all.records.size(), 1U);
  EXPECT_EQ(all.records[0].state, skipped);
  EXPECT_EQ(all.records[0].token_hash, 0U);
  EXPECT_EQ(all.records[0].recipient_state, delivered);
}

}  // namespace
}  // namespace carillon::engine
