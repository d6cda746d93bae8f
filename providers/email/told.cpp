#include "providers/email/told.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace carillon::providers::email {
namespace {

constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(1);
constexpr std::size_t longest_id = 255;

}  // namespace

bool says(std::string_view words, std::string_view part) noexcept {
  const auto found = std::ranges::search(
      words, part, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return part.empty() || !found.empty();
}

std::string_view kept_of(const net::wire_response& response, std::size_t place) noexcept {
  return place < response.kept.size() ? std::string_view(response.kept[place]) : std::string_view();
}

answer accepted(std::string_view remote_id) {
  answer out;
  out.meaning = answer_class::pending;
  out.remote_id = sanitised(remote_id.substr(0, longest_id));
  return out;
}

std::optional<std::size_t> row_of_status(std::span<const answer_row> table, int status) noexcept {
  const auto found = std::ranges::find(table, status, &answer_row::status);
  if (found == table.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.begin());
}

answer told_by(std::span<const answer_row> table, std::size_t row, const net::wire_response& response,
               std::string_view words, timestamp now) {
  auto made = make_answer(table, row, response, now);
  made.text = sanitised(words);
  return made;
}

void tell_all(std::span<answer> told, const answer& made) {
  std::ranges::fill(told, made);
}

void wait_until(answer& made, std::string_view moment, std::chrono::milliseconds unit, timestamp now) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(moment.data(), moment.data() + moment.size(), number);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == moment.data() + moment.size();
  if (!is_number || number <= 0 || number > 100'000'000'000'000) return;
  const auto wait = std::chrono::milliseconds(number * unit.count() - to_unix_ms(now));
  if (wait.count() > 0) made.wait = std::min(wait, longest_wait);
}

}  // namespace carillon::providers::email
