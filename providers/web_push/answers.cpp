#include "providers/web_push/answers.hpp"

#include <algorithm>
#include <array>

namespace carillon::providers::web_push {
namespace {

using enum answer_class;
using std::chrono::seconds;

// An endpoint is any host an end user names: what it says of us stops what goes to that host, never the
// account.
constexpr auto host = throttle_scope::origin;
constexpr auto message = throttle_scope::message;

// "errno" is Mozilla's, names in CamelCase are Apple's and Google's, words are ours. Words are what a status
// means by itself.
constexpr auto table = std::to_array<answer_row>({
    {301, "moved", config, host},
    {307, "moved (307)", config, host},
    {308, "moved (308)", config, host},
    {400, "errno 101", payload},
    {400, "errno 108", dead},
    {400, "errno 110", payload},
    {400, "errno 111", payload},
    {400, "errno 112", payload},
    {400, "errno 113", payload},
    // Subscribed with another key: one is a dead subscription, many are a changed key (the guard tells).
    {400, "UnauthorizedRegistration", dead},
    {400, "VapidPkHashMismatch", dead},
    {400, "BadWebPushTopic", payload},
    {401, "errno 109", reauth, host},
    {401, "unauthorized", reauth, host},
    {403, "BadJwtToken", config, host},
    {403, "credentials do not correspond", dead},
    {403, "forbidden", config, host},
    {404, "errno 102", dead},
    {404, "not found", dead},
    {405, "method not allowed", config, host},
    {406, "throttled", retry_after, host, seconds(60)},
    {410, "errno 103", dead},
    {410, "errno 105", dead},
    {410, "errno 106", dead},
    {410, "gone", dead},
    {411, "length required", config, host},
    {412, "precondition failed", retry},
    {413, "errno 104", payload},
    {413, "too large", payload},
    {429, "too many requests", retry_after, host, seconds(30)},
    {500, "errno 999", retry},
    {500, "internal error", retry},
    {502, "errno 900", retry},
    {502, "errno 901", retry},
    {502, "errno 902", retry},
    {502, "errno 903", retry},
    {502, "bad gateway", retry},
    {503, "errno 201", retry, message, seconds(10)},
    {503, "errno 202", retry},
    {503, "unavailable", retry_after, host, seconds(10)},
});

bool is_word(std::string_view reason) noexcept {
  return reason.front() >= 'a' && reason.front() <= 'z' && !reason.starts_with("errno ") &&
         !reason.starts_with("credentials ");
}

std::optional<std::size_t> position_of(const answer_row* found) noexcept {
  if (found == table.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.begin());
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::optional<std::size_t> find_row(int status, std::string_view code) noexcept {
  return position_of(std::ranges::find_if(
      table, [&](const answer_row& row) { return row.status == status && row.reason == code; }));
}

std::optional<std::size_t> find_row(int status) noexcept {
  return position_of(std::ranges::find_if(
      table, [&](const answer_row& row) { return row.status == status && is_word(row.reason); }));
}

}  // namespace carillon::providers::web_push
