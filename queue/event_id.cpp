// An event's id holds its place: who has the id finds the row without an index, and cannot make one up for
// another project, because 39 bits are derived from the project.
#include "base/digest.hpp"
#include "queue/event_log.hpp"

namespace carillon::queue {
namespace {

constexpr std::uint64_t low_bits(std::uint64_t value, unsigned count) {
  return value & ((std::uint64_t{1} << count) - 1);
}

void store_big(std::span<std::uint8_t> out, std::uint64_t value) {
  for (std::size_t index = out.size(); index-- > 0; value >>= 8)
    out[index] = static_cast<std::uint8_t>(value);
}

std::uint64_t load_big(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

std::uint64_t check_bits(project_id project, std::uint64_t time, std::uint64_t place) {
  std::array<std::uint8_t, 16> position{};
  store_big(std::span(position).first(8), time);
  store_big(std::span(position).last(8), place);
  const auto digest = sha256({"event id 1", project.raw(), as_text(position)});
  return low_bits(load_big(std::span(digest).first(8)), 39);
}

}  // namespace

event_id to_event_id(project_id project, const event_position& position) noexcept {
  const auto time = low_bits(static_cast<std::uint64_t>(position.time_ms), 48);
  const std::uint64_t place =  // 35 bits
      low_bits(position.where, 6) << 29 | low_bits(position.sequence, 20) << 9 | low_bits(position.index, 9);
  constexpr std::uint64_t version = 7;
  constexpr std::uint64_t variant = 2;
  event_id id;
  const std::span bytes(id.value.bytes);
  store_big(bytes.first(8), time << 16 | version << 12 | place >> 23);
  store_big(bytes.last(8), variant << 62 | low_bits(place, 23) << 39 | check_bits(project, time, place));
  return id;
}

result<event_position> parse_event_id(project_id project, event_id id) noexcept {
  const std::span<const std::uint8_t> bytes(id.value.bytes);
  const auto high = load_big(bytes.first(8));
  const auto low = load_big(bytes.last(8));
  const std::uint64_t place = low_bits(high, 12) << 23 | low_bits(low >> 39, 23);
  event_position position;
  position.time_ms = static_cast<std::int64_t>(high >> 16);
  position.where = static_cast<partition>(place >> 29);
  position.sequence = static_cast<std::uint32_t>(low_bits(place >> 9, 20));
  position.index = static_cast<std::uint16_t>(low_bits(place, 9));
  if (to_event_id(project, position) != id) return error{errc::invalid_argument, "not an event's id"};
  return position;
}

}  // namespace carillon::queue
