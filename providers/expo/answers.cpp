#include "providers/expo/answers.hpp"

#include <algorithm>
#include <array>

namespace carillon::providers::expo {
namespace {

using enum answer_class;
using enum throttle_scope;
using std::chrono::seconds;

// CamelCase: of a ticket or a receipt, inside a 200. Upper case: of a whole request. Words are ours.
constexpr auto table = std::to_array<answer_row>({
    {200, "DeviceNotRegistered", dead},
    {200, "MessageTooBig", payload},
    {200, "MessageRateExceeded", retry, address, seconds(10)},
    // Another project's token: one is a dead device, many are a wrong account (the guard tells).
    {200, "MismatchSenderId", dead},
    {200, "InvalidCredentials", config, account},
    {200, "InvalidProviderToken", config, account},
    {200, "DeveloperError", payload},
    {200, "ProviderError", retry, message, seconds(10)},
    {200, "ExpoError", retry, message, seconds(10)},
    {200, miscounted, ambiguous},
    // Answered by nobody: the engine tells of a receipt that never came. It holds its number, which is
    // stored.
    {200, "no receipt", ambiguous},
    {429, "TOO_MANY_REQUESTS", retry_after, account, seconds(1)},
    {400, "PUSH_TOO_MANY_EXPERIENCE_IDS", split},
    {400, "PUSH_TOO_MANY_NOTIFICATIONS", split},
    {400, "PUSH_TOO_MANY_RECEIPTS", split},
    {400, "VALIDATION_ERROR", split},
    {400, "bad request", split},
    {401, "UNAUTHORIZED", config, account},
    {403, "forbidden", config, account},
    {404, "not found", config, account},
    {413, "too large", split},
});

std::optional<std::size_t> position_of(const answer_row* found) noexcept {
  if (found == table.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.begin());
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::optional<std::size_t> find_row(std::string_view code) noexcept {
  return position_of(std::ranges::find(table, code, &answer_row::reason));
}

std::optional<std::size_t> find_row(int status) noexcept {
  switch (status) {
    case 400:
      return find_row("bad request");
    case 401:
      return find_row("UNAUTHORIZED");
    case 403:
      return find_row("forbidden");
    case 404:
      return find_row("not found");
    case 413:
      return find_row("too large");
    case 429:
      return find_row("TOO_MANY_REQUESTS");
    default:
      return std::nullopt;
  }
}

}  // namespace carillon::providers::expo
