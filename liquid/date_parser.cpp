#include "liquid/date_parser.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "liquid/characters.hpp"
#include "liquid/letter_case.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {
namespace {

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
struct named_zone {
  std::string_view name;
  int hours;
};
/// Those of RFC 2822, and UTC.
constexpr std::array<named_zone, 12> zones{{{"z", 0},
                                            {"utc", 0},
                                            {"gmt", 0},
                                            {"ut", 0},
                                            {"est", -5},
                                            {"edt", -4},
                                            {"cst", -6},
                                            {"cdt", -5},
                                            {"mst", -7},
                                            {"mdt", -6},
                                            {"pst", -8},
                                            {"pdt", -7}}};

/// "mar", "sept", "march", "tues": at least three letters of the name's start. From 0; absent: none of them.
template <std::size_t Count>
std::optional<int> named(const std::array<std::string_view, Count>& names, std::string_view word) noexcept {
  for (std::size_t index = 0; index < Count; ++index) {
    if (word.size() >= 3 && names[index].starts_with(word)) return static_cast<int>(index);
  }
  return std::nullopt;
}

std::optional<timestamp> from_seconds(std::int64_t seconds) noexcept {
  constexpr std::int64_t year_1 = -62'135'596'800;
  constexpr std::int64_t year_10000 = 253'402'300'800;
  if (seconds < year_1 || seconds >= year_10000) return std::nullopt;
  return timestamp(std::chrono::seconds(seconds));
}

/// Reads a date from its front to its end; gives up at the first thing it does not know.
class date_reader {
 public:
  /// In lower case.
  explicit date_reader(std::string_view text) : rest_(text) {}

  std::optional<timestamp> read() {
    while (!rest_.empty()) {
      if (is_space(rest_.front()) || rest_.front() == ',') {
        rest_.remove_prefix(1);
      } else if (is_digit(rest_.front()) ? !read_number() : !read_other()) {
        return std::nullopt;
      }
    }
    return composed();
  }

 private:
  struct digits {
    int value = 0;
    std::size_t count = 0;
  };

  digits take_digits(std::size_t most = 9) noexcept {
    digits out;
    while (out.count < most && !rest_.empty() && is_digit(rest_.front())) {
      out.value = out.value * 10 + (rest_.front() - '0');
      ++out.count;
      rest_.remove_prefix(1);
    }
    return out;
  }

  bool take(char sign) noexcept {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view take_word() noexcept {
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const auto word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return word;
  }

  bool read_number() {
    const auto compact = count_digits();
    if (compact == 8 && year_ < 0) return read_compact_date();
    auto first = take_digits();
    if (rest_.starts_with(':')) return read_time(first.value);
    if (rest_.starts_with('-') || rest_.starts_with('/') || rest_.starts_with('.')) return read_date(first);
    if ((compact == 4 || compact == 6) && behind_t_) return read_compact_time(first);
    const auto before = rest_;
    auto word = take_word();
    if (word.empty() && take(' ')) word = take_word();
    if (word == "am" || word == "pm") return read_half(first.value, word) && set_time(first.value, 0, 0);
    rest_ = before;
    if (day_ < 0 && first.count <= 2) {
      day_ = first.value;
      for (const std::string_view end : {"st", "nd", "rd", "th"}) {
        if (rest_.starts_with(end)) rest_.remove_prefix(end.size());
      }
      return true;
    }
    if (year_ >= 0 || (first.count != 4 && first.count != 2)) return false;
    year_ = first.count == 4 ? first.value : full_year(first.value);
    return true;
  }

  std::size_t count_digits() const noexcept {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    return count;
  }

  /// As POSIX has it.
  static int full_year(int of_century) noexcept { return of_century + (of_century < 69 ? 2000 : 1900); }

  bool read_compact_date() {
    year_ = take_digits(4).value;
    month_ = take_digits(2).value;
    day_ = take_digits(2).value;
    return true;
  }

  bool read_compact_time(digits all) {
    if (all.count == 4) return set_time(all.value / 100, all.value % 100, 0);
    return set_time(all.value / 10'000, all.value / 100 % 100, all.value % 100);
  }

  /// 2026-06-15, 2026-06, 2026/6/15; 6/15/2026; 15.6.2026; 15-Jun-2026.
  bool read_date(digits first) {
    if (month_ >= 0 || year_ >= 0) return false;
    const char sign = rest_.front();
    rest_.remove_prefix(1);
    const auto second = take_digits();
    if (second.count == 0) return sign == '-' && read_named_date(first);
    if (first.count == 4) {
      year_ = first.value;
      month_ = second.value;
      day_ = take(sign) ? take_digits().value : 1;
      return true;
    }
    const bool is_day_first = sign == '.' || first.value > 12;
    day_ = is_day_first ? first.value : second.value;
    month_ = is_day_first ? second.value : first.value;
    if (!take(sign)) return false;
    const auto last = take_digits();
    year_ = last.count == 2 ? full_year(last.value) : last.value;
    return last.count == 2 || last.count == 4;
  }

  bool read_named_date(digits first) {
    const auto month = named(months, take_word());
    if (!month || !take('-')) return false;
    const auto last = take_digits();
    day_ = first.value;
    month_ = *month + 1;
    year_ = last.count == 2 ? full_year(last.value) : last.value;
    return last.count == 2 || last.count == 4;
  }

  bool read_time(int hour) {
    if (!take(':')) return false;
    const auto minute = take_digits(2);
    int second = 0;
    if (take(':')) {
      second = take_digits(2).value;
      if (take('.') || take(',')) read_fraction();
    }
    const auto before = rest_;
    take(' ');
    const auto word = take_word();
    if (word == "am" || word == "pm") return read_half(hour, word) && set_time(hour, minute.value, second);
    rest_ = before;
    return minute.count > 0 && set_time(hour, minute.value, second);
  }

  void read_fraction() {
    auto digits = take_digits(6);
    for (; digits.count < 6; ++digits.count) digits.value *= 10;
    micros_ = digits.value;
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  }

  static bool read_half(int& hour, std::string_view half) noexcept {
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (half == "pm" ? 12 : 0);
    return true;
  }

  bool set_time(int hour, int minute, int second) noexcept {
    if (hour_ >= 0 || hour > 24 || minute > 59 || second > 60) return false;
    hour_ = hour;
    minute_ = minute;
    second_ = second;
    return true;
  }

  bool read_other() {
    if (rest_.front() == '+' || rest_.front() == '-') return read_offset();
    if (rest_.front() == '(') return read_comment();
    const auto word = take_word();
    take('.');
    if (word == "t" && !behind_t_) return behind_t_ = true;
    if (word == "at" || word == "of") return true;
    if (const auto month = named(months, word)) {
      if (month_ >= 0) return false;
      month_ = *month + 1;
      return true;
    }
    if (named(weekdays, word)) return true;
    for (const auto& [name, hours] : zones) {
      if (name != word) continue;
      offset_minutes_ = hours * 60;
      return true;
    }
    return false;
  }

  /// +02:00, -0500, +02: only behind a time.
  bool read_offset() {
    const int sign = rest_.front() == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    const auto hours = take_digits(2);
    take(':');
    const auto minutes = take_digits(2);
    if (hour_ < 0 || hours.count != 2 || minutes.count == 1 || hours.value > 24 || minutes.value > 59)
      return false;
    offset_minutes_ = sign * (hours.value * 60 + minutes.value);
    return true;
  }

  /// RFC 2822's "(CET)".
  bool read_comment() {
    const auto end = rest_.find(')');
    if (end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 1);
    return true;
  }

  std::optional<timestamp> composed() {
    using namespace std::chrono;
    if (month_ < 0) return std::nullopt;
    const auto today = year_month_day(floor<days>(now()));
    const auto date =
        year_month_day(year_ < 0 ? today.year() : year(year_), month(static_cast<unsigned>(month_)),
                       day(static_cast<unsigned>(day_ < 0 ? 1 : day_)));
    if (!date.ok()) return std::nullopt;
    const auto at = timestamp(sys_days(date)) + hours(hour_ < 0 ? 0 : hour_) +
                    minutes(minute_ - offset_minutes_) + seconds(second_) + microseconds(micros_);
    return from_seconds(floor<seconds>(at).time_since_epoch().count()) ? std::optional(at) : std::nullopt;
  }

  std::string_view rest_;
  int year_ = -1, month_ = -1, day_ = -1, hour_ = -1;  ///< -1: not read
  int minute_ = 0, second_ = 0, micros_ = 0, offset_minutes_ = 0;
  bool behind_t_ = false;
};

}  // namespace

std::optional<timestamp> to_date(const json& content) {
  if (!content.is_string()) {
    const auto seconds = to_integer(content);
    return seconds ? from_seconds(*seconds) : std::nullopt;
  }
  constexpr std::size_t longest_date = 64;
  const auto& whole = content.get_ref<const std::string&>();
  const auto text = whole.size() > 2 * longest_date ? std::string_view() : trimmed(whole);
  if (text.empty() || text.size() > longest_date) return std::nullopt;
  if (text == "now" || text == "today") return now();
  std::int64_t seconds = 0;
  const auto [rest, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (ec == std::errc() && rest == text.data() + text.size()) return from_seconds(seconds);
  return date_reader(to_lower(text)).read();
}

}  // namespace carillon::liquid
