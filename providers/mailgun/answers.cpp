#include "providers/mailgun/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.hpp"
#include "providers/email/told.hpp"

namespace carillon::providers::mailgun {
namespace {

using std::chrono::seconds;

// The words in parentheses tell apart what Mailgun answers with one status; they are ours.
constexpr auto table = [] {
  using enum answer_class;
  return std::to_array<answer_row>({
      {400, "bad request (recipient)", dead},
      {400, "bad request (one of the recipients)", split},
      {400, "bad request", payload},
      {400, "bad request (domain not allowed to send)", config},
      {401, "unauthorized", config},
      {402, "request failed", config},
      {403, "forbidden", config},
      {404, "not found (yet)", retry, throttle_scope::message, seconds(10), 3},
      {404, "not found", config},
      {413, "payload too large", payload},
      {420, "sending limit", retry_after, throttle_scope::account, seconds(3600)},
      {429, "too many requests", retry_after, throttle_scope::account, seconds(1)},
      {500, "internal", retry, throttle_scope::message, seconds(5)},
      {502, "bad gateway", retry, throttle_scope::message, seconds(5)},
      {503, "unavailable", retry, throttle_scope::message, seconds(5)},
      {504, "gateway timeout", retry, throttle_scope::message, seconds(5)},
  });
}();
static_assert(table.size() == static_cast<std::size_t>(row::gateway_timeout) + 1);

constexpr std::array<std::string_view, 1> headers{"x-ratelimit-reset"};
constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 8, .max_values = 2000};

row row_of_bad_request(std::string_view words, bool is_alone) noexcept {
  if (email::says(words, "'to' parameter")) return is_alone ? row::bad_recipient : row::one_of_many;
  const bool is_about_domain = email::says(words, "not allowed to send") || email::says(words, "activate") ||
                               email::says(words, "authorized recipients") || email::says(words, "disabled");
  return is_about_domain ? row::domain_not_allowed : row::bad_request;
}

std::optional<row> row_of(int status, bool is_json, std::string_view words, bool is_alone) noexcept {
  if (status == 400) return row_of_bad_request(words, is_alone);
  // Without JSON nobody of the API's answered: a wrong path, or a domain of the other region.
  if (status == 404) return is_json ? row::not_found_yet : row::not_found;
  const auto found = email::row_of_status(table, status);
  return found ? std::optional(static_cast<row>(*found)) : std::nullopt;
}

/// N of "…, try again after N seconds".
seconds hint_of(std::string_view words) noexcept {
  constexpr std::string_view before = "try again after ";
  const auto at = words.find(before);
  if (at == std::string_view::npos) return seconds(0);
  words.remove_prefix(at + before.size());
  unsigned number = 0;
  std::from_chars(words.data(), words.data() + words.size(), number);
  return seconds(std::min(number, 3600U));
}

/// "<2026.1@mg.example.com>": its webhooks name it without brackets.
std::string_view without_brackets(std::string_view id) noexcept {
  if (id.starts_with('<')) id.remove_prefix(1);
  if (id.ends_with('>')) id.remove_suffix(1);
  return id;
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::span<const std::string_view> kept_headers() noexcept {
  return headers;
}

void read_response(const net::wire_response& response, timestamp now, std::span<answer> told) {
  const auto parsed = parse_json(response.body, body_limits);
  const bool is_json = parsed && parsed->is_object();
  if (response.status == 200) {
    const auto id = is_json ? text_of(*parsed, "id") : std::string();
    return email::tell_all(told, email::accepted(without_brackets(id)));
  }
  const auto words = is_json ? text_of(*parsed, "message") : std::string();
  const auto found = row_of(response.status, is_json, words, told.size() == 1);
  if (!found) return email::tell_all(told, make_unlisted(response, words, now));
  auto made = email::told_by(table, static_cast<std::size_t>(*found), response, words, now);
  if (*found == row::too_many_requests) {
    email::wait_until(made, email::kept_of(response, 0), std::chrono::milliseconds(1), now);
    made.wait = std::max<std::chrono::milliseconds>(made.wait, hint_of(words));
  }
  if (*found == row::too_large && told.size() > 1) made.meaning = answer_class::split;
  email::tell_all(told, made);
}

}  // namespace carillon::providers::mailgun
