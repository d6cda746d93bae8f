// Entries of the event stream: packed outcomes, their texts, the ids of entries and events; awaited receipts.
#include "queue/event_entry.hpp"
#include "queue/event_log.hpp"
#include "queue/outcome_record.hpp"
#include "queue/receipt_record.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

std::string packed_again(const std::vector<queue::delivery_record>& records) {
  std::string packed;
  for (const auto& record : records) queue::append_packed(packed, record);
  return packed;
}

/// Packing leaves out what means nothing (a recipient's state before its last record, text past 200 bytes):
/// what was packed once stays as it is.
void check_codecs(std::string_view input) {
  if (const auto records = queue::unpack_records(input)) {
    const auto packed = packed_again(*records);
    demand(packed.size() == input.size(), "records keep their size");
    const auto again = queue::unpack_records(packed);
    demand(again && packed_again(*again) == packed, "records survive being unpacked and packed");
  }
  if (const auto texts = queue::unpack_texts(input)) {
    const auto packed = queue::pack_texts(*texts);
    const auto again = queue::unpack_texts(packed);
    demand(again && queue::pack_texts(*again) == packed, "texts survive being unpacked and packed");
  }
}

void check_receipts(std::string_view input) {
  const auto receipts = queue::unpack_receipts(input);
  demand(!receipts || queue::pack_receipts(*receipts) == input, "receipts are packed as they were");
}

void check_ids(std::string_view input) {
  const auto position = queue::parse_entry_id(input, 3);
  if (!position || position->sequence >= 1 << 20 || position->time_ms >= 1LL << 48) return;
  const auto read = queue::parse_event_id({}, queue::to_event_id({}, *position));
  demand(read && *read == *position, "an event's id leads back to its position");
}

net::redis_reply text_reply(std::string_view text) {
  return {.type = net::redis_reply::kind::string, .text = std::string(text)};
}

/// Lines of the input: the entry's id, then field names and values in turn, the last of them to the end.
void check_entry(std::string_view input) {
  const auto [id, rest] = first_line(input);
  net::redis_reply fields{.type = net::redis_reply::kind::array};
  for (auto left = rest; !left.empty() && fields.elements.size() < 12;) {
    const auto [word, behind] = first_line(left);
    fields.elements.push_back(text_reply(fields.elements.size() == 11 ? left : word));
    left = behind;
  }
  net::redis_reply entry{.type = net::redis_reply::kind::array};
  entry.elements = {text_reply(id), std::move(fields)};
  (void)queue::decode_entry(entry, 3);
}

void run(std::string_view input) {
  check_codecs(input);
  check_receipts(input);
  check_ids(input);
  check_entry(input);
}

const registration here({.name = "event", .run = run});

}  // namespace
}  // namespace carillon::fuzz
