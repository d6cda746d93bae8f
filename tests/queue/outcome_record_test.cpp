#include "queue/outcome_record.hpp"

#include <gtest/gtest.h>

namespace carillon::queue {
namespace {

TEST(outcome_record, is_sixteen_bytes_in_the_documented_places) {
  delivery_record record;
  record.offset = 0x101;
  record.state = delivery_state::failed;
  record.recipient_state = delivery_state::delivered;
  record.attempt = 3;
  record.via = provider::fcm;
  record.code = 0x0190;
  record.reason = 0x0203;
  record.token_hash = 0x0102030405060708;
  std::string packed;
  append_packed(packed, record);
  EXPECT_EQ(packed, std::string("\x01\x81\x23\x23\x90\x01\x03\x02\x08\x07\x06\x05\x04\x03\x02\x01", 16));
  EXPECT_EQ(unpack_records(packed).value(), std::vector{record});
}

// No provider has such a number yet: what is written is looked at.
TEST(outcome_record, keeps_eight_bits_of_the_providers_number) {
  delivery_record record;
  record.via = static_cast<provider>(0xa3);
  record.code = 0x257;
  std::string packed;
  append_packed(packed, record);
  EXPECT_EQ(packed.substr(3, 3), std::string("\x31\x57\xa2"));
}

TEST(outcome_record, tells_our_reasons_from_a_providers) {
  const auto exhausted = own_reason::retries_exhausted;
  const auto record = [](provider via, std::uint16_t code, std::uint16_t reason) {
    return delivery_record{.via = via, .code = code, .reason = reason};
  };
  for (const auto& ours : {record(provider::none, 0, to_reason(exhausted, 0)),
                           record(provider::none, 503, 5),  // as versions before wrote it
                           record(provider::apns, 0, to_reason(exhausted, 0)),
                           record(provider::apns, 503, to_reason(exhausted, 503))}) {
    EXPECT_EQ(own_reason_of(ours), exhausted);
  }
  EXPECT_FALSE(own_reason_of(record(provider::apns, 503, 5)));
}

TEST(outcome_record, keeps_the_recipients_state_on_the_last_of_its_group_only) {
  delivery_record first;
  first.is_last = false;
  first.state = delivery_state::revoked;
  delivery_record last;
  last.state = last.recipient_state = delivery_state::delivered;
  std::string packed;
  append_packed(packed, first);
  append_packed(packed, last);
  const auto records = unpack_records(packed).value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].recipient_state, delivery_state::pending);
  EXPECT_EQ(records[1], last);
}

TEST(outcome_record, refuses_what_it_could_not_have_written) {
  std::string packed;
  append_packed(packed, {});
  EXPECT_FALSE(unpack_records(packed.substr(1)));
  auto open_group = packed;
  open_group[1] = 0;
  EXPECT_FALSE(unpack_records(open_group));
  auto no_such_state = packed;
  no_such_state[2] = 9;
  EXPECT_FALSE(unpack_records(no_such_state));
  auto no_such_provider = packed;
  no_such_provider[3] = '\xf1';
  EXPECT_FALSE(unpack_records(no_such_provider));
  no_such_provider[3] = '\x01';
  no_such_provider[5] = '\x10';
  EXPECT_FALSE(unpack_records(no_such_provider));
  auto reserved = packed;
  reserved[1] = '\x82';
  EXPECT_FALSE(unpack_records(reserved));
  EXPECT_TRUE(unpack_records("").value().empty());
}

TEST(record_texts, are_read_back_and_bounded) {
  const std::vector<record_text> texts = {{0, "BadDeviceToken"}, {499, std::string(300, 'x')}, {7, ""}};
  const auto packed = pack_texts(texts);
  const auto read = unpack_texts(packed).value();
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].text, "BadDeviceToken");
  EXPECT_EQ(read[1].index, 499);
  EXPECT_EQ(read[1].text.size(), 200U);
  EXPECT_FALSE(unpack_texts(packed.substr(0, packed.size() - 1)));
  EXPECT_FALSE(unpack_texts(packed.substr(0, 5)));
}

}  // namespace
}  // namespace carillon::queue
