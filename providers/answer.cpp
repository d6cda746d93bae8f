#include "providers/answer.hpp"

#include <array>
#include <charconv>
#include <ctime>

#include "base/json.hpp"
#include "providers/catalogue.hpp"

namespace carillon::providers {
namespace {

constexpr std::array<std::string_view, 12> class_names{"ok",        "retry",   "retry_after", "reauth",
                                                       "reconnect", "dead",    "config",      "payload",
                                                       "ambiguous", "pending", "split",       "?"};
constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(1);
constexpr std::size_t longest_text = 200;

std::optional<timestamp> parse_http_date(std::string_view value) {
  std::tm parts{};
  const std::string text(value);
  // IMF-fixdate, then the two obsolete forms every recipient must accept (RFC 9110 5.6.7).
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    parts = {};
    const char* end = strptime(text.c_str(), format, &parts);
    if (end != nullptr && *end == '\0') {
      return timestamp(std::chrono::seconds(timegm(&parts)));
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(answer_class value) noexcept {
  return class_names[std::min<std::size_t>(static_cast<std::size_t>(value), class_names.size() - 1)];
}

std::span<const answer_row> answer_table(provider via) noexcept {
  const auto* const row = find_row(via);
  return row != nullptr ? row->facts.answers : std::span<const answer_row>();
}

std::string_view reason_name(provider via, std::uint16_t reason) noexcept {
  const auto table = answer_table(via);
  return reason >= 1 && reason <= table.size() ? table[reason - 1U].reason : std::string_view();
}

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, timestamp now) {
  if (value.empty()) return std::nullopt;
  std::uint64_t seconds = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, ec] = std::from_chars(value.data(), end, seconds);
  if (stopped == end) {
    if (ec == std::errc::result_out_of_range) return longest_wait;
    const std::uint64_t capped = std::min<std::uint64_t>(seconds, 3600);
    return std::chrono::seconds(capped);
  }
  const auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*date - now);
  return std::clamp(wait, std::chrono::milliseconds(0), longest_wait);
}

answer_class class_of_status(int status) noexcept {
  if (status >= 200 && status < 300) return answer_class::ok;
  switch (status) {
    case 408:
    case 425:
      return answer_class::retry;
    case 421:
      return answer_class::reconnect;
    case 429:
      return answer_class::retry_after;
    default:
      break;
  }
  if (status >= 500) return answer_class::retry;
  if (status >= 400) return answer_class::payload;
  return answer_class::config;  // 3xx and 1xx as a final answer: something else answers there
}

answer make_answer(std::span<const answer_row> table, std::size_t row, const net::wire_response& response,
                   timestamp now) {
  const answer_row& found = table[row];
  answer made{.meaning = found.meaning,
              .reason = static_cast<std::uint16_t>(row + 1),
              .text = {},
              .wait = found.wait,
              .scope = found.scope,
              .max_attempts = found.max_attempts,
              .dead_since_ms = std::nullopt};
  const bool is_transient =
      found.meaning == answer_class::retry || found.meaning == answer_class::retry_after;
  if (is_transient) {
    if (const auto hint = parse_retry_after(response.retry_after, now)) made.wait = *hint;
  }
  return made;
}

answer make_unlisted(const net::wire_response& response, std::string_view text, timestamp now) {
  answer made;
  made.meaning = class_of_status(response.status);
  made.reason = made.meaning == answer_class::ok ? 0 : 0xffff;
  made.text = sanitised(text);
  const bool is_transient = made.meaning == answer_class::retry || made.meaning == answer_class::retry_after;
  if (is_transient) made.wait = parse_retry_after(response.retry_after, now).value_or(made.wait);
  return made;
}

std::string sanitised(std::string_view text) {
  std::string clean;
  for (const char c : text.substr(0, longest_text)) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    clean += is_control ? ' ' : c;
  }
  // The cut may have split a character, and the provider may have sent anything: keep valid text or its
  // ASCII.
  while (!clean.empty() && !is_valid_utf8(clean) && (static_cast<unsigned char>(clean.back()) & 0x80) != 0) {
    clean.pop_back();
  }
  if (!is_valid_utf8(clean)) {
    for (char& c : clean) {
      if ((static_cast<unsigned char>(c) & 0x80) != 0) c = '?';
    }
  }
  return clean;
}

}  // namespace carillon::providers
