#include "queue/event_entry.hpp"

#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

error odd(const char* what) {
  return {errc::corrupted, std::string("an event entry does not parse: ") + what};
}

bool is_hole(const delivery_record& record) {
  return record.via == provider::none && record.state == delivery_state::skipped &&
         record.reason == static_cast<std::uint16_t>(own_reason::user_deleted);
}

/// Where the entry's recipients come from.
struct job_place {
  channel via = channel::mobile_push;
  std::uint32_t first = 0;
  std::string listed_job;
};

result<job_place> parse_place(std::string_view text, const broadcast_id& broadcast) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return odd("job");
  const auto end = std::min(text.find(':', colon + 1), text.size());
  const auto via = parse_number(text.substr(0, colon));
  const auto first = parse_number(text.substr(colon + 1, end - colon - 1));
  if (!via || !first) return odd("job");
  job_place place{static_cast<channel>(*via), static_cast<std::uint32_t>(*first), {}};
  if (end != text.size()) {
    place.listed_job = short_id(broadcast.value).append(":").append(text.substr(0, end));
    place.first = 0;
  }
  return place;
}

}  // namespace

std::string to_entry_id(const event_position& position) {
  return std::to_string(position.time_ms) + "-" + std::to_string(position.sequence);
}

result<event_position> parse_entry_id(std::string_view text, partition where) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return odd("id");
  const auto time = parse_number(text.substr(0, dash));
  const auto sequence = parse_number(text.substr(dash + 1));
  if (!time || !sequence) return odd("id");
  return event_position{*time, where, static_cast<std::uint32_t>(*sequence), 0};
}

result<std::vector<decoded_row>> decode_entry(const net::redis_reply& entry, partition where) {
  if (entry.elements.size() != 2) return odd("shape");
  auto position = parse_entry_id(entry.elements[0].text, where);
  if (!position) return position.error();
  const hash_fields fields(entry.elements[1]);
  broadcast_id broadcast;
  if (const auto raw = fields.text("b"); !raw.empty()) {
    const auto id = uuid::from_raw(raw);
    if (!id) return odd("broadcast");
    broadcast = {*id};
  }
  std::vector<decoded_row> rows;
  if (const auto kind = fields.text("k"); !kind.empty()) {
    decoded_row other;
    other.row.position = *position;
    other.row.kind = kind;
    other.row.payload = fields.text("p");
    other.row.broadcast = broadcast;
    rows.push_back(std::move(other));
    return rows;
  }
  const auto place = parse_place(fields.text("j"), broadcast);
  if (!place) return place.error();
  const auto records = unpack_records(fields.text("d"));
  if (!records) return records.error();
  const auto texts = unpack_texts(fields.text("x"));
  if (!texts) return texts.error();
  for (std::size_t index = 0; index < records->size(); ++index) {
    const auto& record = (*records)[index];
    if (is_hole(record)) continue;
    decoded_row delivery;
    delivery.row.position = *position;
    delivery.row.position.index = static_cast<std::uint16_t>(index);
    delivery.row.broadcast = broadcast;
    delivery.row.via = place->via;
    delivery.row.number = place->first + record.offset;
    delivery.row.record = record;
    for (const auto& text : *texts) {
      if (text.index == index) delivery.row.text = text.text;
    }
    delivery.listed_job = place->listed_job;
    rows.push_back(std::move(delivery));
  }
  return rows;
}

}  // namespace carillon::queue
