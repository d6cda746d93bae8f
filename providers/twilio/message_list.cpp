#include "providers/twilio/message_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/encoding.hpp"
#include "providers/twilio/answers.hpp"

namespace carillon::providers::twilio {
namespace {

constexpr std::size_t page_size = 100;
constexpr json_limits list_limits{.max_bytes = 1 << 20, .max_depth = 8, .max_values = 20'000};
/// Its clock and ours: dates there have whole seconds.
constexpr std::chrono::seconds tolerance{2};
/// What accounts on trial put before every text.
constexpr std::string_view trial_words = "Sent from your Twilio trial account - ";

std::optional<int> number_in(std::string_view digits) noexcept {
  int value = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (ec != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// "Thu, 24 Aug 2023 05:01:45 +0000"; other zones are not used there.
std::optional<timestamp> read_date(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 31 || !text.ends_with(" +0000")) return std::nullopt;
  const auto day = number_in(text.substr(5, 2));
  const auto year = number_in(text.substr(12, 4));
  const auto hour = number_in(text.substr(17, 2));
  const auto minute = number_in(text.substr(20, 2));
  const auto second = number_in(text.substr(23, 2));
  const auto month = std::ranges::find(months, text.substr(8, 3));
  if (!day || !year || !hour || !minute || !second || month == months.end()) return std::nullopt;
  const auto month_number = static_cast<unsigned>(month - months.begin()) + 1;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(month_number),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

bool is_like(const json& listed, const sent_message& wanted) {
  if (text_of(listed, "to") != wanted.to) return false;
  if (!wanted.from.empty() && text_of(listed, "from") != wanted.from) return false;
  const auto body = text_of(listed, "body");
  std::string_view said = body;
  const bool is_trial = said.starts_with(trial_words) && !wanted.body.starts_with(trial_words);
  if (is_trial) said.remove_prefix(trial_words.size());
  return said == wanted.body;
}

answer end_of(const json& listed) {
  answer told{.meaning = answer_class::pending, .text = {}, .dead_since_ms = {}, .remote_id = {}};
  told.remote_id = text_of(listed, "sid").substr(0, 64);
  const auto status = text_of(listed, "status");
  if (status != "failed" && status != "undelivered") return told;
  told.meaning = answer_class::payload;
  told.reason = 0xffff;
  told.text = sanitised(status);
  const auto& code = member_of(listed, "error_code");
  const auto row = code.is_number_integer() ? row_of_code(code.get<std::int64_t>()) : std::nullopt;
  if (row) told.reason = static_cast<std::uint16_t>(*row + 1);
  return told;
}

}  // namespace

std::string list_path(std::string_view account_sid, std::string_view to) {
  return "/2010-04-01/Accounts/" + percent_encode(account_sid) + "/Messages.json?To=" + percent_encode(to) +
         "&PageSize=" + std::to_string(page_size);
}

sighting find_message(const net::wire_response& list, const sent_message& wanted) {
  if (list.status != 200) return {};
  const auto body = parse_json(list.body, list_limits);
  if (!body || !member_of(*body, "messages").is_array()) return {};
  const auto& messages = member_of(*body, "messages");
  const auto since = wanted.since - tolerance;
  bool reaches_back = messages.size() < page_size;
  for (const auto& each : messages) {
    const auto made = read_date(text_of(each, "date_created"));
    if (!made) return {};
    if (*made < since) {
      reaches_back = true;
    } else if (is_like(each, wanted)) {
      return {.what = sighting::kind::taken, .told = end_of(each)};
    }
  }
  if (!reaches_back) return {};
  return {.what = sighting::kind::absent, .told = {}};
}

}  // namespace carillon::providers::twilio
