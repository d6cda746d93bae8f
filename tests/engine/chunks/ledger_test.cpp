#include "engine/chunks/ledger.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

std::vector<queue::delivery_record> group_of(std::size_t devices, std::uint16_t offset = 0) {
  std::vector<queue::delivery_record> group(devices);
  for (auto& record : group) {
    record.offset = offset;
    record.is_last = false;
    record.state = delivery_state::delivered;
  }
  group.back().is_last = true;
  group.back().recipient_state = delivery_state::delivered;
  return group;
}

TEST(ledger, hands_out_what_was_gathered) {
  ledger book;
  book.add(group_of(1, 3), {});
  book.add(group_of(2, 4), {});
  EXPECT_EQ(book.waiting(), 3U);
  EXPECT_TRUE(book.is_last_batch());
  const auto& batch = book.take();
  EXPECT_EQ(batch.count, 3U);
  EXPECT_EQ(queue::unpack_records(batch.records).value().size(), 3U);
  EXPECT_EQ(book.waiting(), 0U);
}

TEST(ledger, gives_an_empty_batch_when_nothing_waits) {
  ledger book;
  EXPECT_TRUE(book.is_last_batch());
  EXPECT_EQ(book.take().count, 0U);
  EXPECT_TRUE(book.remembered().empty());
}

TEST(ledger, never_cuts_a_group_in_two) {
  ledger book;
  for (std::uint16_t offset = 0; offset < 21; ++offset) book.add(group_of(48, offset), {});
  std::size_t batches = 0;
  while (book.waiting() > 0) {
    const auto& batch = book.take();
    EXPECT_LE(batch.count, ledger::most_records);
    EXPECT_TRUE(queue::unpack_records(batch.records));
    ++batches;
  }
  EXPECT_EQ(batches, 3U);
}

TEST(ledger, tells_the_last_batch_from_the_others) {
  ledger book;
  for (std::uint16_t offset = 0; offset < 11; ++offset) book.add(group_of(50, offset), {});
  EXPECT_FALSE(book.is_last_batch());
  book.take();
  EXPECT_TRUE(book.is_last_batch());
}

TEST(ledger, keeps_texts_with_their_records) {
  ledger book;
  book.add(group_of(2, 0), std::vector<group_text>{{1, "first"}});
  book.add(group_of(3, 1), std::vector<group_text>{{0, "second"}});
  const auto& batch = book.take();
  ASSERT_EQ(batch.texts.size(), 2U);
  EXPECT_EQ(batch.texts[0].index, 1);
  EXPECT_EQ(batch.texts[1].index, 2);
}

TEST(ledger, hands_out_receipts_with_the_records_they_belong_to) {
  ledger book;
  for (std::uint16_t offset = 0; offset < 11; ++offset) {
    std::vector<expected_receipt> receipts(1);
    receipts[0].what.number = offset;
    book.add(group_of(50, offset), {}, std::move(receipts));
  }
  EXPECT_EQ(book.take().receipts.size(), 10U);
  const auto& last = book.take();
  ASSERT_EQ(last.receipts.size(), 1U);
  EXPECT_EQ(last.receipts[0].what.number, 10U);
}

TEST(ledger, remembers_what_it_handed_out_unchanged) {
  ledger book;
  book.add(group_of(1, 0), {});
  const auto& first = book.take();
  book.add(group_of(1, 1), {});
  const auto& second = book.take();
  ASSERT_EQ(book.remembered().size(), 2U);
  EXPECT_EQ(book.remembered()[0].records, first.records);
  EXPECT_EQ(book.remembered()[1].records, second.records);
}

}  // namespace
}  // namespace carillon::engine
