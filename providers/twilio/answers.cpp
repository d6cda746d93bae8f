#include "providers/twilio/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace carillon::providers::twilio {
namespace {

using enum answer_class;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
constexpr auto message = throttle_scope::message;
constexpr auto account = throttle_scope::account;

// Twilio says itself that codes shift, so an unknown one is judged by its HTTP status. A status of 0 is that
// of a callback, which comes without one.
constexpr auto table = std::to_array<answer_row>({
    {400, "20001", payload},
    {400, "20422", payload},
    {400, "21602", payload},
    {400, "21603", payload},
    {400, "21604", payload},
    {400, "21605", payload},
    {400, "21617", payload},
    {400, "21618", payload},
    {400, "21619", payload},
    {400, "21620", payload},
    {400, "21622", payload},
    {400, "21623", payload},
    {400, "21654", payload},
    {400, "21655", payload},
    {400, "21656", payload},
    {401, "20003", config},
    {401, "20005", config},
    {401, "20006", config},
    {401, "20008", config},
    {403, "20101", config},
    {403, "20403", config},
    {401, "10001", config},
    {404, "20404", config},
    {429, "20429", retry_after, account, seconds(1)},
    {500, "20500", ambiguous},
    {503, "20503", ambiguous},
    {504, "20504", ambiguous},
    {400, "21211", dead},
    {400, "21214", dead},
    {400, "21217", dead},
    {400, "21401", dead},
    {400, "21421", dead},
    {400, "21212", config},
    {400, "21606", config},
    {400, "21607", config},
    {400, "21659", config},
    {400, "21660", config},
    {400, "21661", config},
    {400, "21408", payload},  // a country the account may not write to: its other numbers are served
    {400, "21608", payload},  // a trial account writes to verified numbers alone
    {400, "21610", dead},     // STOP
    {429, "21611", retry_after, account, minutes(10)},
    {400, "21612", dead},
    {400, "21614", dead},
    {400, "21635", dead},
    {400, "21265", dead},
    {400, "21266", dead},
    {400, "21267", config},
    {400, "21701", config},
    {400, "21703", config},
    {400, "21704", config},
    {400, "21705", config},
    {400, "21712", config},
    {400, "21609", config},
    {503, "21730", retry, message, minutes(1)},
    {429, "63038", retry_after, account, hours(1)},
    {429, "63017", retry_after, account, seconds(1)},
    {0, "30001", retry, message, minutes(10)},
    {0, "30002", config},
    {0, "30003", retry, message, minutes(30), 3},
    {0, "30004", dead},
    {0, "30005", dead},
    {0, "30006", dead},
    {0, "30007", payload},
    {0, "30008", retry, message, minutes(5), 2},
    {0, "30009", retry, message, minutes(5), 2},
    {0, "30010", payload},
    {0, "30011", payload},
    {0, "30012", payload},
    {0, "30017", retry, message, minutes(10)},
    {0, "30018", config},
    {0, "30019", payload},
    {0, "30021", retry, message, minutes(5), 2},
    {0, "30022", retry, message, minutes(10)},
    {0, "30023", retry, message, hours(1)},
    {0, "30024", config},
    {0, "30027", retry, message, hours(1)},
    {0, "30032", config},
    {0, "30033", config},
    {0, "30034", config},
    {0, "30035", config},
    {0, "30036", payload},
    {0, "30037", config},
    {0, "30038", payload},
    {0, "30039", payload},
    {0, "30410", retry, message, minutes(5), 2},
    {0, "30450", payload},
    {0, "30453", payload},
    {0, "30500", retry, message, minutes(5), 2},
});

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::optional<std::size_t> row_of_code(std::int64_t code) noexcept {
  std::array<char, 20> digits{};
  const auto [end, ec] = std::to_chars(digits.data(), digits.data() + digits.size(), code);
  const std::string_view wanted(digits.data(), static_cast<std::size_t>(end - digits.data()));
  const auto found = std::ranges::find(table, wanted, &answer_row::reason);
  if (found == table.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.begin());
}

}  // namespace carillon::providers::twilio
