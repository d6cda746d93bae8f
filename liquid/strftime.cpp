#include "liquid/strftime.hpp"

#include <array>
#include <charconv>

#include "liquid/characters.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

/// A date taken apart.
struct calendar {
  explicit calendar(timestamp date)
      : days(std::chrono::floor<std::chrono::days>(date)), date_of(days), time(date - days), at(date) {}

  std::int64_t year() const { return static_cast<int>(date_of.year()); }
  unsigned month() const { return static_cast<unsigned>(date_of.month()); }
  unsigned day() const { return static_cast<unsigned>(date_of.day()); }
  unsigned weekday() const { return std::chrono::weekday(days).c_encoding(); }
  std::int64_t hour() const { return time.hours().count(); }
  std::int64_t hour_of_twelve() const { return hour() % 12 == 0 ? 12 : hour() % 12; }
  std::int64_t day_of_year() const {
    return (days - std::chrono::sys_days(date_of.year() / 1 / 1)).count() + 1;
  }

  std::chrono::sys_days days;
  std::chrono::year_month_day date_of;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time;
  timestamp at;
};

class writer {
 public:
  explicit writer(timestamp date) : date_(date) {}

  void write_pattern(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      if (pattern[at] != '%') {
        out_ += pattern[at];
        continue;
      }
      pads_ = pattern.substr(at + 1, 1) != "-";
      const auto place = at + (pads_ ? 1 : 2);
      if (place < pattern.size() && write_directive(pattern[place])) {
        at = place;
      } else {
        out_ += '%';
      }
    }
  }
  std::string take() && { return std::move(out_); }

 private:
  bool write_directive(char directive) {
    return write_day(directive) || write_time(directive) || write_composed(directive);
  }

  bool write_day(char directive) {
    switch (directive) {
      case 'Y':
        return put(date_.year(), 4);
      case 'y':
        return put(date_.year() % 100, 2);
      case 'm':
        return put(date_.month(), 2);
      case 'B':
        return put(months[date_.month() - 1]);
      case 'b':
      case 'h':
        return put(months[date_.month() - 1].substr(0, 3));
      case 'd':
        return put(date_.day(), 2);
      case 'e':
        return put(date_.day(), 2, ' ');
      case 'j':
        return put(date_.day_of_year(), 3);
      case 'A':
        return put(weekdays[date_.weekday()]);
      case 'a':
        return put(weekdays[date_.weekday()].substr(0, 3));
      case 'u':
        return put(date_.weekday() == 0 ? 7 : date_.weekday(), 1);
      case 'w':
        return put(date_.weekday(), 1);
      default:
        return false;
    }
  }

  bool write_time(char directive) {
    switch (directive) {
      case 'H':
        return put(date_.hour(), 2);
      case 'k':
        return put(date_.hour(), 2, ' ');
      case 'I':
        return put(date_.hour_of_twelve(), 2);
      case 'l':
        return put(date_.hour_of_twelve(), 2, ' ');
      case 'M':
        return put(date_.time.minutes().count(), 2);
      case 'S':
        return put(date_.time.seconds().count(), 2);
      case 'L':
        return put(date_.time.subseconds().count() / 1000, 3);
      case 'p':
        return put(date_.hour() < 12 ? "AM" : "PM");
      case 'P':
        return put(date_.hour() < 12 ? "am" : "pm");
      case 's':
        return put(std::chrono::floor<std::chrono::seconds>(date_.at).time_since_epoch().count(), 1);
      case 'Z':
        return put("UTC");
      case 'z':
        return put("+0000");
      default:
        return false;
    }
  }

  bool write_composed(char directive) {
    switch (directive) {
      case 'F':
        return compose("%Y-%m-%d");
      case 'T':
      case 'X':
        return compose("%H:%M:%S");
      case 'R':
        return compose("%H:%M");
      case 'D':
      case 'x':
        return compose("%m/%d/%y");
      case 'c':
        return compose("%a %b %e %H:%M:%S %Y");
      case '%':
        return put("%");
      default:
        return false;
    }
  }

  bool compose(std::string_view pattern) {
    write_pattern(pattern);
    return true;
  }

  bool put(std::string_view text) {
    out_ += text;
    return true;
  }

  bool put(std::int64_t content, std::size_t width, char padding = '0') {
    const auto digits = std::to_string(content);
    if (pads_ && digits.size() < width) out_.append(width - digits.size(), padding);
    out_ += digits;
    return true;
  }

  calendar date_;
  bool pads_ = true;
  std::string out_;
};

std::optional<timestamp> from_seconds(std::int64_t seconds) {
  constexpr std::int64_t year_1 = -62'135'596'800;
  constexpr std::int64_t year_10000 = 253'402'300'800;
  if (seconds < year_1 || seconds >= year_10000) return std::nullopt;
  return timestamp(std::chrono::seconds(seconds));
}

}  // namespace

std::optional<timestamp> to_date(const json& content) {
  if (!content.is_string()) {
    const auto seconds = content.is_number() ? to_integer(content) : std::nullopt;
    return seconds ? from_seconds(*seconds) : std::nullopt;
  }
  constexpr std::size_t longest_date = 64;
  const auto text = trimmed(content.get_ref<const std::string&>());
  if (text.empty() || text.size() > longest_date) return std::nullopt;
  if (text == "now" || text == "today") return now();
  std::int64_t seconds = 0;
  const auto [rest, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (ec == std::errc() && rest == text.data() + text.size()) return from_seconds(seconds);
  constexpr std::size_t day_length = 10;
  const auto date =
      parse_rfc3339(text.size() == day_length ? std::string(text) + "T00:00:00Z" : std::string(text));
  if (!date) return std::nullopt;
  return from_seconds(std::chrono::floor<std::chrono::seconds>(*date).time_since_epoch().count())
             ? std::optional(*date)
             : std::nullopt;
}

std::string format_date(timestamp date, std::string_view pattern) {
  writer out(date);
  out.write_pattern(pattern);
  return std::move(out).take();
}

}  // namespace carillon::liquid
