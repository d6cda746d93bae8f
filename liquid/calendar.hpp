// A moment taken apart into what a calendar and a clock show, in UTC. Used by strftime only.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace carillon::liquid {

class calendar {
 public:
  explicit calendar(timestamp date)
      : days_(std::chrono::floor<std::chrono::days>(date)), date_(days_), time_(date - days_), at_(date) {}

  std::int64_t year() const { return static_cast<int>(date_.year()); }
  unsigned month() const { return static_cast<unsigned>(date_.month()); }
  unsigned day() const { return static_cast<unsigned>(date_.day()); }
  unsigned weekday() const { return std::chrono::weekday(days_).c_encoding(); }  ///< Sunday is 0
  std::int64_t day_of_year() const { return (days_ - first_of(date_.year())).count() + 1; }
  /// Weeks that began in this year with that weekday; days before the first of them are in week 0.
  std::int64_t week_from(unsigned weekday_of_start) const {
    const auto since_start = (weekday() + 7 - weekday_of_start) % 7;
    return (day_of_year() + 6 - static_cast<std::int64_t>(since_start)) / 7;
  }
  /// The year of the Thursday of this week, and the week of it in that year (ISO 8601).
  std::int64_t iso_year() const { return static_cast<int>(std::chrono::year_month_day(thursday()).year()); }
  std::int64_t iso_week() const {
    return (thursday() - first_of(std::chrono::year_month_day(thursday()).year())).count() / 7 + 1;
  }

  std::int64_t hour() const { return time_.hours().count(); }
  std::int64_t hour_of_twelve() const { return hour() % 12 == 0 ? 12 : hour() % 12; }
  std::int64_t minute() const { return time_.minutes().count(); }
  std::int64_t second() const { return time_.seconds().count(); }
  std::int64_t microsecond() const { return time_.subseconds().count(); }
  std::int64_t unix_seconds() const {
    return std::chrono::floor<std::chrono::seconds>(at_).time_since_epoch().count();
  }

 private:
  static std::chrono::sys_days first_of(std::chrono::year year) { return year / 1 / 1; }
  std::chrono::sys_days thursday() const {
    return days_ + std::chrono::days(4 - static_cast<int>(weekday() == 0 ? 7 : weekday()));
  }

  std::chrono::sys_days days_;
  std::chrono::year_month_day date_;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time_;
  timestamp at_;
};

}  // namespace carillon::liquid
