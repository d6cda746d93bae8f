#include "liquid/strftime.hpp"

#include <algorithm>
#include <array>

#include "liquid/calendar.hpp"
#include "liquid/characters.hpp"
#include "liquid/letter_case.hpp"

namespace carillon::liquid {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::size_t most_width = 1024;  // as Ruby's

/// What stands between % and the letter.
struct directive {
  bool has_padding = true;  ///< not -
  char padding = '\0';      ///< '0' or ' ' as flags 0 and _ ask; none: as the letter has it
  enum { as_is, upper, changed } letters = as_is;  ///< flags ^ and #
  std::size_t colons = 0;                          ///< of %:z and %::z
  std::size_t width = 0;                           ///< 0: as the letter has it
  char letter = '\0';
  std::size_t length = 0;  ///< of all of it, % included; 0: it is none
};

directive parse_directive(std::string_view text) noexcept {
  directive out;
  std::size_t at = 1;
  for (; at < text.size(); ++at) {
    const char flag = text[at];
    if (flag == '-') {
      out.has_padding = false;
    } else if (flag == '0' || flag == '_') {
      out.padding = flag == '0' ? '0' : ' ';
    } else if (flag == '^') {
      out.letters = directive::upper;
    } else if (flag == '#') {
      out.letters = directive::changed;
    } else if (flag == ':') {
      ++out.colons;
    } else {
      break;
    }
  }
  for (; at < text.size() && is_digit(text[at]); ++at) {
    out.width = std::min(out.width * 10 + static_cast<std::size_t>(text[at] - '0'), most_width + 1);
  }
  if (at < text.size() && (text[at] == 'E' || text[at] == 'O')) ++at;  // other calendars and digits: ours
  if (at == text.size() || out.width > most_width) return out;
  out.letter = text[at];
  if (out.colons > 0 && (out.letter != 'z' || out.colons > 2)) return out;
  out.length = at + 1;
  return out;
}

class writer {
 public:
  writer(timestamp date, std::size_t most) : date_(date), most_(most) {}

  /// False: too long.
  bool write_pattern(std::string_view pattern) {
    while (!pattern.empty() && out_.size() <= most_) {
      const auto percent = std::min(pattern.find('%'), pattern.size());
      out_ += pattern.substr(0, percent);
      pattern.remove_prefix(percent);
      if (pattern.empty()) break;
      how_ = parse_directive(pattern);
      const auto length = std::max<std::size_t>(how_.length, 1);
      if (how_.length == 0 || !write_directive()) out_ += pattern.substr(0, length);
      pattern.remove_prefix(length);
    }
    return out_.size() <= most_;
  }
  std::string take() && { return std::move(out_); }

 private:
  bool write_directive() { return write_date() || write_time() || write_zone() || write_composed(); }

  bool write_date() {
    switch (how_.letter) {
      case 'Y':
        return put(date_.year(), 4);
      case 'C':
        return put(date_.year() / 100, 2);
      case 'y':
        return put(date_.year() % 100, 2);
      case 'G':
        return put(date_.iso_year(), 4);
      case 'g':
        return put(date_.iso_year() % 100, 2);
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
      case 'U':
        return put(date_.week_from(0), 2);
      case 'W':
        return put(date_.week_from(1), 2);
      case 'V':
        return put(date_.iso_week(), 2);
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

  bool write_time() {
    switch (how_.letter) {
      case 'H':
        return put(date_.hour(), 2);
      case 'k':
        return put(date_.hour(), 2, ' ');
      case 'I':
        return put(date_.hour_of_twelve(), 2);
      case 'l':
        return put(date_.hour_of_twelve(), 2, ' ');
      case 'M':
        return put(date_.minute(), 2);
      case 'S':
        return put(date_.second(), 2);
      case 'L':
        return put_fraction(3);
      case 'N':
        return put_fraction(9);
      case 'p':
        if (how_.letters == directive::changed) return put_plain(date_.hour() < 12 ? "am" : "pm");
        return put(date_.hour() < 12 ? "AM" : "PM");
      case 'P':
        return put(date_.hour() < 12 ? "am" : "pm");
      case 's':
        return put(date_.unix_seconds(), 1);
      case 'Q':
        return put(date_.unix_seconds() * 1000 + date_.microsecond() / 1000, 1);
      default:
        return false;
    }
  }

  bool write_zone() {
    if (how_.letter == 'Z') {
      return how_.letters == directive::changed ? put_plain("utc") : put("UTC");
    }
    if (how_.letter != 'z') return false;
    const std::string_view digits = how_.colons == 0 ? "0000" : how_.colons == 1 ? "00:00" : "00:00:00";
    std::string offset;
    if (how_.has_padding && how_.width > digits.size() + 1) {
      offset.assign(how_.width - digits.size() - 1, how_.padding == ' ' ? ' ' : '0');
    }
    out_ += how_.padding == ' ' ? offset + '+' : '+' + offset;
    out_ += digits;
    return true;
  }

  bool write_composed() {
    switch (how_.letter) {
      case 'F':
        return compose("%Y-%m-%d");
      case 'T':
      case 'X':
        return compose("%H:%M:%S");
      case 'R':
        return compose("%H:%M");
      case 'r':
        return compose("%I:%M:%S %p");
      case 'D':
      case 'x':
        return compose("%m/%d/%y");
      case 'c':
        return compose("%a %b %e %H:%M:%S %Y");
      case 'v':
        return compose("%e-%^b-%4Y");
      case '+':
        return compose("%a %b %e %H:%M:%S %Z %Y");
      case 'n':
        return put("\n");
      case 't':
        return put("\t");
      case '%':
        return put("%");
      default:
        return false;
    }
  }

  bool compose(std::string_view pattern) {
    const auto how = how_;
    writer inner(date_, most_);
    inner.write_pattern(pattern);
    how_ = how;
    return put(inner.out_);
  }

  writer(const calendar& date, std::size_t most) : date_(date), most_(most) {}

  /// Letters, padded with spaces.
  bool put(std::string_view text) {
    return put_plain(how_.letters == directive::as_is ? std::string(text) : to_upper(text));
  }

  bool put_plain(std::string_view text) {
    pad(text.size(), how_.width, how_.padding == '0' ? '0' : ' ');
    out_ += text;
    return true;
  }

  bool put(std::int64_t content, std::size_t width, char padding = '0') {
    const auto digits = std::to_string(content);
    pad(digits.size(), how_.width > 0 ? how_.width : width, how_.padding != '\0' ? how_.padding : padding);
    out_ += digits;
    return true;
  }

  void pad(std::size_t size, std::size_t width, char padding) {
    if (how_.has_padding && size < width) out_.append(width - size, padding);
  }

  /// The first digits of the second's fraction; a width says how many.
  bool put_fraction(std::size_t count) {
    if (how_.width > 0) count = how_.width;
    auto digits = std::to_string(1'000'000 + date_.microsecond()).substr(1);
    digits.resize(count, '0');
    out_ += digits;
    return true;
  }

  calendar date_;
  std::size_t most_;
  directive how_;
  std::string out_;
};

}  // namespace

std::optional<std::string> format_date(timestamp date, std::string_view pattern, std::size_t most) {
  writer out(date, most);
  if (!out.write_pattern(pattern)) return std::nullopt;
  return std::move(out).take();
}

}  // namespace carillon::liquid
