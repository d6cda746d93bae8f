#include "base/clock.hpp"

#include <optional>

namespace carillon {
namespace {

using namespace std::chrono;

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
  const auto start = out.size();
  out.resize(start + width);
  for (auto at = start + width; at-- > start; number /= 10) out[at] = static_cast<char>('0' + number % 10);
}

/// Takes pieces off the front of a text; a piece that does not fit leaves nothing but "no".
class cursor {
 public:
  explicit cursor(std::string_view text) : rest_(text) {}

  bool is_at_end() const noexcept { return rest_.empty(); }

  /// Takes one character if it is one of `allowed`; '\0' when it is not.
  char take_any(std::string_view allowed) noexcept {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) return '\0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  /// Exactly `width` digits.
  std::optional<int> take_number(std::size_t width) noexcept {
    if (rest_.size() < width) return std::nullopt;
    int number = 0;
    for (std::size_t index = 0; index < width; ++index) {
      const char digit = rest_[index];
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + (digit - '0');
    }
    rest_.remove_prefix(width);
    return number;
  }

  /// The digits after a decimal point as microseconds, finer ones cut off; at least one is demanded.
  std::optional<microseconds> take_fraction() noexcept {
    std::int64_t fraction = 0;
    std::int64_t unit = 100'000;
    bool has_digit = false;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      fraction += (rest_.front() - '0') * unit;
      unit /= 10;
      has_digit = true;
      rest_.remove_prefix(1);
    }
    if (!has_digit) return std::nullopt;
    return microseconds(fraction);
  }

 private:
  std::string_view rest_;
};

std::optional<sys_days> take_date(cursor& from) noexcept {
  const auto year_number = from.take_number(4);
  if (!year_number || !from.take_any("-")) return std::nullopt;
  const auto month_number = from.take_number(2);
  if (!month_number || !from.take_any("-")) return std::nullopt;
  const auto day_number = from.take_number(2);
  if (!day_number) return std::nullopt;
  const year_month_day date{year(*year_number), month(static_cast<unsigned>(*month_number)),
                            day(static_cast<unsigned>(*day_number))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

/// Leap seconds (:60) are refused: UTC as sys_time counts it has none.
std::optional<microseconds> take_time_of_day(cursor& from) noexcept {
  const auto hour = from.take_number(2);
  if (!hour || *hour > 23 || !from.take_any(":")) return std::nullopt;
  const auto minute = from.take_number(2);
  if (!minute || *minute > 59 || !from.take_any(":")) return std::nullopt;
  const auto second = from.take_number(2);
  if (!second || *second > 59) return std::nullopt;
  const auto whole = hours(*hour) + minutes(*minute) + seconds(*second);
  if (!from.take_any(".")) return whole;
  const auto fraction = from.take_fraction();
  if (!fraction) return std::nullopt;
  return whole + *fraction;
}

std::optional<minutes> take_offset(cursor& from) noexcept {
  const char sign = from.take_any("Zz+-");
  if (sign == '\0') return std::nullopt;
  if (sign == 'Z' || sign == 'z') return minutes(0);
  const auto hour = from.take_number(2);
  if (!hour || *hour > 23 || !from.take_any(":")) return std::nullopt;
  const auto minute = from.take_number(2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto offset = hours(*hour) + minutes(*minute);
  return sign == '-' ? -offset : offset;
}

std::optional<timestamp> parse(std::string_view text) noexcept {
  cursor from(text);
  const auto date = take_date(from);
  if (!date || !from.take_any("Tt")) return std::nullopt;
  const auto time_of_day = take_time_of_day(from);
  if (!time_of_day) return std::nullopt;
  const auto offset = take_offset(from);
  if (!offset || !from.is_at_end()) return std::nullopt;
  return timestamp(*date) + *time_of_day - *offset;
}

}  // namespace

timestamp now() {
  return floor<microseconds>(system_clock::now());
}

std::string to_rfc3339(timestamp time) {
  const auto day_start = floor<days>(time);
  const year_month_day date(day_start);
  const hh_mm_ss<microseconds> clock(time - day_start);
  std::string out;
  out.reserve(27);
  append_digits(out, int(date.year()), 4);
  out += '-';
  append_digits(out, unsigned(date.month()), 2);
  out += '-';
  append_digits(out, unsigned(date.day()), 2);
  out += 'T';
  append_digits(out, clock.hours().count(), 2);
  out += ':';
  append_digits(out, clock.minutes().count(), 2);
  out += ':';
  append_digits(out, clock.seconds().count(), 2);
  out += '.';
  append_digits(out, clock.subseconds().count(), 6);
  out += 'Z';
  return out;
}

result<timestamp> parse_rfc3339(std::string_view text) {
  if (const auto time = parse(text)) return *time;
  return error(errc::invalid_argument, "not an RFC 3339 time such as 2026-11-23T08:29:33Z");
}

}  // namespace carillon
