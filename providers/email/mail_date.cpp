#include "providers/email/mail_date.hpp"

#include <array>
#include <chrono>
#include <string_view>

namespace carillon::providers::email {
namespace {

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_two_digits(std::string& out, std::int64_t number) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

}  // namespace

std::string to_mail_date(timestamp time) {
  using namespace std::chrono;
  const auto midnight = floor<std::chrono::days>(time);
  const year_month_day date(midnight);
  const hh_mm_ss clock(floor<seconds>(time - midnight));
  std::string out(email::days[weekday(midnight).c_encoding()]);
  out += ", ";
  append_two_digits(out, unsigned{date.day()});
  out.append(" ").append(months[unsigned{date.month()} - 1]).append(" ");
  out.append(std::to_string(int{date.year()})).append(" ");
  append_two_digits(out, clock.hours().count());
  out += ':';
  append_two_digits(out, clock.minutes().count());
  out += ':';
  append_two_digits(out, clock.seconds().count());
  return out += " +0000";
}

}  // namespace carillon::providers::email
