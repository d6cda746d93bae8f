#include "app/lifetime.hpp"

#include <algorithm>

#include "config/values.hpp"

namespace carillon::app {
namespace {

constexpr std::chrono::seconds longest = std::chrono::hours(24) * 365 * 100;

}  // namespace

result<std::chrono::seconds> parse_lifetime(std::string_view text) {
  error refused{errc::invalid_argument,
                "should be a time such as 30m, 24h or 30d, or a number of seconds: one second to a hundred "
                "years"};
  const bool is_bare = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  std::chrono::milliseconds parsed{0};
  if (is_bare) {
    const auto seconds = config::parse_count(text);
    if (!seconds || *seconds > static_cast<std::uint64_t>(longest.count())) return refused;
    parsed = std::chrono::seconds(*seconds);
  } else {
    const auto duration = config::parse_duration(text);
    if (!duration) return refused;
    parsed = *duration;
  }
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(parsed);
  if (whole != parsed || whole < std::chrono::seconds(1) || whole > longest) return refused;
  return whole;
}

}  // namespace carillon::app
