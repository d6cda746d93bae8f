#include "queue/receipt_record.hpp"

#include <gtest/gtest.h>

namespace carillon::queue {
namespace {

receipt_batch sample() {
  return {
      .project = project_id::make(now()),
      .broadcast = broadcast_id::make(now()),
      .integration = integration_id::make(now()),
      .via = provider::expo,
      .over = channel::mobile_push,
      .sent_ms = 1'795'000'000'123,
      .receipts = {{.number = 7, .token_hash = 0x8877665544332211, .generation = 3, .remote_id = "ticket"},
                   {.number = 0xffffffff, .token_hash = 1, .generation = 1, .remote_id = ""}}};
}

TEST(receipt_record, is_read_as_it_was_packed) {
  const auto wanted = sample();
  EXPECT_EQ(unpack_receipts(pack_receipts(wanted)).value(), wanted);
}

TEST(receipt_record, may_hold_nothing) {
  auto wanted = sample();
  wanted.receipts.clear();
  EXPECT_EQ(unpack_receipts(pack_receipts(wanted)).value(), wanted);
}

TEST(receipt_record, that_is_cut_short_is_corrupted) {
  const auto packed = pack_receipts(sample());
  for (const auto size : {std::size_t{0}, std::size_t{57}, packed.size() - 18})
    EXPECT_EQ(unpack_receipts(packed.substr(0, size)).error().code, errc::corrupted) << size;
}

TEST(receipt_record, of_a_provider_or_channel_nobody_knows_is_corrupted) {
  for (const std::size_t place : {48U, 49U}) {
    auto packed = pack_receipts(sample());
    packed[place] = '\x7f';
    EXPECT_EQ(unpack_receipts(packed).error().code, errc::corrupted);
  }
}

}  // namespace
}  // namespace carillon::queue
