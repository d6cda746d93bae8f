#include "queue/outcome_record.hpp"

#include <algorithm>

#include "queue/little_endian.hpp"

namespace carillon::queue {
namespace {

constexpr unsigned offset_mask = 0x1ff;
constexpr unsigned last_flag = 0x8000;
constexpr unsigned code_mask = 0xfff;
constexpr std::size_t max_text = 200;

error not_records(const char* why) {
  return {errc::corrupted, std::string("packed outcomes: ") + why};
}

}  // namespace

std::uint16_t to_reason(own_reason why, std::uint16_t code) noexcept {
  const auto reason = static_cast<std::uint16_t>(why);
  return code == 0 ? reason : static_cast<std::uint16_t>(reason | own_reason_bit);
}

std::optional<own_reason> own_reason_of(const delivery_record& record) noexcept {
  const bool is_marked = (record.reason & own_reason_bit) != 0;
  if (record.via != provider::none && record.code != 0 && !is_marked) return std::nullopt;
  return static_cast<own_reason>(record.reason & ~own_reason_bit);
}

void append_packed(std::string& out, const delivery_record& record) {
  const auto number = [](auto value) { return static_cast<unsigned>(value); };
  append_little(out, (record.offset & offset_mask) | (record.is_last ? last_flag : 0), 2);
  append_little(out, number(record.state) | (record.is_last ? number(record.recipient_state) << 4 : 0), 1);
  append_little(out, std::min<unsigned>(record.attempt, 15) | (number(record.via) & 15U) << 4, 1);
  append_little(out, (record.code & code_mask) | number(record.via) >> 4 << 12, 2);
  append_little(out, record.reason, 2);
  append_little(out, record.token_hash, 8);
}

result<std::vector<delivery_record>> unpack_records(std::string_view packed) {
  if (packed.size() % packed_size != 0) return not_records("not a multiple of 16 bytes");
  std::vector<delivery_record> records;
  records.reserve(packed.size() / packed_size);
  for (; !packed.empty(); packed.remove_prefix(packed_size)) {
    const auto word = static_cast<unsigned>(little(packed.substr(0, 2)));
    const auto states = static_cast<unsigned char>(packed[2]);
    const auto attempt = static_cast<unsigned char>(packed[3]);
    delivery_record record;
    record.offset = static_cast<std::uint16_t>(word & offset_mask);
    record.is_last = (word & last_flag) != 0;
    if ((word & ~(offset_mask | last_flag)) != 0) return not_records("reserved bits are set");
    constexpr unsigned highest_state = static_cast<unsigned>(delivery_state::unknown);
    if ((states & 15U) > highest_state || states >> 4 > highest_state) return not_records("no such state");
    record.state = static_cast<delivery_state>(states & 15U);
    record.recipient_state = static_cast<delivery_state>(states >> 4);
    record.attempt = attempt & 15U;
    const auto code = static_cast<unsigned>(little(packed.substr(4, 2)));
    const auto via = attempt >> 4 | code >> 12 << 4;
    if (via > static_cast<unsigned>(last_provider)) return not_records("no such provider");
    record.via = static_cast<provider>(via);
    record.code = static_cast<std::uint16_t>(code & code_mask);
    record.reason = static_cast<std::uint16_t>(little(packed.substr(6, 2)));
    record.token_hash = little(packed.substr(8, 8));
    records.push_back(record);
  }
  if (!records.empty() && !records.back().is_last) return not_records("the last group is open");
  return records;
}

std::string pack_texts(const std::vector<record_text>& texts) {
  std::string packed;
  for (const auto& [index, text] : texts) {
    const auto kept = std::string_view(text).substr(0, max_text);
    append_little(packed, index, 2);
    append_little(packed, kept.size(), 1);
    packed += kept;
  }
  return packed;
}

result<std::vector<record_text>> unpack_texts(std::string_view packed) {
  std::vector<record_text> texts;
  while (!packed.empty()) {
    if (packed.size() < 3) return error{errc::corrupted, "packed texts: cut short"};
    const auto index = static_cast<std::uint16_t>(little(packed.substr(0, 2)));
    const std::size_t size = static_cast<unsigned char>(packed[2]);
    if (packed.size() < 3 + size) return error{errc::corrupted, "packed texts: cut short"};
    texts.push_back({index, std::string(packed.substr(3, size))});
    packed.remove_prefix(3 + size);
  }
  return texts;
}

}  // namespace carillon::queue
