#include "providers/sendgrid/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.hpp"
#include "providers/email/told.hpp"

namespace carillon::providers::sendgrid {
namespace {

using std::chrono::seconds;

// The words in parentheses tell apart what SendGrid answers with one status; they are ours.
constexpr auto table = [] {
  using enum answer_class;
  return std::to_array<answer_row>({
      {400, "bad request", payload},
      {400, "bad request (recipient)", dead},
      {400, "bad request (another recipient)", split},
      {400, "bad request (sender identity)", config},
      {401, "unauthorized", config},
      {403, "forbidden", config},
      {403, "forbidden (blocked for a time)", retry_after, throttle_scope::account, seconds(600)},
      {404, "not found", config},
      {405, "method not allowed", config},
      {406, "not acceptable", config},
      {413, "payload too large", payload},
      {415, "unsupported media type", config},
      {429, "too many requests", retry_after, throttle_scope::account, seconds(1)},
      {451, "data residency", config},
      {500, "internal", retry, throttle_scope::message, seconds(5)},
      {502, "bad gateway", retry, throttle_scope::message, seconds(5)},
      {503, "unavailable", retry, throttle_scope::message, seconds(5)},
      {504, "gateway timeout", retry, throttle_scope::message, seconds(5)},
  });
}();
static_assert(table.size() == static_cast<std::size_t>(row::gateway_timeout) + 1);

enum kept : std::size_t { message_id, limit_reset };
constexpr std::array<std::string_view, 2> headers{"x-message-id", "x-ratelimit-reset"};

constexpr json_limits body_limits{.max_bytes = 256 * 1024, .max_depth = 8, .max_values = 20'000};

struct field_error {
  std::string message, field;
};

std::vector<field_error> read_errors(std::string_view body) {
  std::vector<field_error> out;
  const auto parsed = parse_json(body, body_limits);
  if (!parsed) return out;
  const auto& errors = member_of(*parsed, "errors");
  if (!errors.is_array()) return out;
  for (const auto& each : errors) out.push_back({text_of(each, "message"), text_of(each, "field")});
  return out;
}

/// N of "personalizations.N.to.0.email".
std::optional<std::size_t> personalization_of(std::string_view field) noexcept {
  constexpr std::string_view prefix = "personalizations.";
  if (!field.starts_with(prefix)) return std::nullopt;
  field.remove_prefix(prefix.size());
  std::size_t number = 0;
  const auto parsed = std::from_chars(field.data(), field.data() + field.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

/// The address itself, not what is beside it.
bool is_about_address(const field_error& said) noexcept {
  const std::string_view field = said.field;
  return field.find(".to") != std::string_view::npos &&
         (email::says(said.message, "address") || email::says(said.message, "email"));
}

bool is_about_sender(const field_error& said) noexcept {
  return said.field.starts_with("from") || email::says(said.message, "sender identity") ||
         email::says(said.message, "verified sender");
}

answer told_by(row at, const net::wire_response& response, std::string_view words, timestamp now) {
  return email::told_by(table, static_cast<std::size_t>(at), response, words, now);
}

/// What ends some recipients lets the others go again, without them.
bool read_one_by_one(const std::vector<field_error>& errors, const net::wire_response& response,
                     timestamp now, std::span<answer> told) {
  std::vector<const field_error*> named(told.size(), nullptr);
  bool is_any = false;
  for (const auto& each : errors) {
    const auto number = personalization_of(each.field);
    if (!number || *number >= told.size() || is_about_sender(each)) continue;
    named[*number] = &each;
    is_any = true;
  }
  if (!is_any) return false;
  for (std::size_t at = 0; at < told.size(); ++at) {
    const auto* const said = named[at];
    const auto chosen = !said                     ? row::one_of_many
                        : is_about_address(*said) ? row::bad_recipient
                                                  : row::bad_request;
    told[at] = told_by(chosen, response, said ? std::string_view(said->message) : std::string_view(), now);
  }
  return true;
}

row row_of_bad_request(const std::vector<field_error>& errors) noexcept {
  return std::ranges::any_of(errors, is_about_sender) ? row::sender_identity : row::bad_request;
}

row row_of_forbidden(const std::vector<field_error>& errors) noexcept {
  const bool is_block = std::ranges::any_of(errors, [](const field_error& each) {
    return email::says(each.message, "temporarily") || email::says(each.message, "too many");
  });
  return is_block ? row::blocked : row::forbidden;
}

std::optional<row> row_of(int status, const std::vector<field_error>& errors) noexcept {
  if (status == 400) return row_of_bad_request(errors);
  if (status == 403) return row_of_forbidden(errors);
  const auto found = email::row_of_status(table, status);
  return found ? std::optional(static_cast<row>(*found)) : std::nullopt;
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::span<const std::string_view> kept_headers() noexcept {
  return headers;
}

void read_response(const net::wire_response& response, timestamp now, std::span<answer> told) {
  // 200: the account's own sandbox mode.
  if (response.status == 202 || response.status == 200) {
    return email::tell_all(told, email::accepted(email::kept_of(response, message_id)));
  }
  const auto errors = read_errors(response.body);
  if (response.status == 400 && read_one_by_one(errors, response, now, told)) return;
  const std::string_view words =
      errors.empty() ? std::string_view() : std::string_view(errors.front().message);
  const auto found = row_of(response.status, errors);
  if (!found) return email::tell_all(told, make_unlisted(response, words, now));
  auto made = told_by(*found, response, words, now);
  if (*found == row::too_many_requests)
    email::wait_until(made, email::kept_of(response, limit_reset), seconds(1), now);
  // Of several, fewer may be small enough.
  if (*found == row::too_large && told.size() > 1) made.meaning = answer_class::split;
  email::tell_all(told, made);
}

}  // namespace carillon::providers::sendgrid
