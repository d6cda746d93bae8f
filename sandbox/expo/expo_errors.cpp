#include "sandbox/expo/expo_errors.hpp"

#include <algorithm>
#include <array>

namespace carillon::sandbox {
namespace {

constexpr auto rows = std::to_array<expo_error>({
    {"VALIDATION_ERROR", 400, "The request is malformed."},
    {"PUSH_TOO_MANY_EXPERIENCE_IDS", 400,
     "All push notification messages in the same request must be for the same project."},
    {"PUSH_TOO_MANY_NOTIFICATIONS", 400, "Push notifications should be at most 100."},
    {"PUSH_TOO_MANY_RECEIPTS", 400, "Receipt ids should be at most 1000."},
    {"UNAUTHORIZED", 401, "The bearer token is invalid."},
    {"FORBIDDEN", 403, "Insufficient permissions to send push notifications to this project."},
    {"HTML_NOT_FOUND", 404, "Not Found", true},
    {"HTML_TOO_LARGE", 413, "Payload Too Large", true},
    {"TOO_MANY_REQUESTS", 429, "The request limit is exceeded for this project."},
    {"INTERNAL_SERVER_ERROR", 500, "An unknown error occurred."},
    {"HTML_BAD_GATEWAY", 502, "Bad Gateway", true},
    {"HTML_UNAVAILABLE", 503, "Service Unavailable", true},
});

constexpr auto of_tickets = std::to_array<std::string_view>(
    {"DeviceNotRegistered", "MessageTooBig", "MessageRateExceeded", "MismatchSenderId", "InvalidCredentials",
     "InvalidProviderToken", "DeveloperError", "ProviderError", "ExpoError"});

const expo_error* row_or_null(const expo_error* found) noexcept {
  return found == rows.end() ? nullptr : found;
}

}  // namespace

std::span<const expo_error> expo_errors() noexcept {
  return rows;
}

const expo_error* find_expo_error(std::string_view code) noexcept {
  return row_or_null(std::ranges::find(rows, code, &expo_error::code));
}

const expo_error* first_expo_error(int http) noexcept {
  return row_or_null(std::ranges::find(rows, http, &expo_error::http));
}

answer make_expo_error(const expo_error& row, json details) {
  answer reply;
  reply.status = row.http;
  reply.reason = row.code;
  if (row.is_page) {
    reply.content_type = "text/html";
    reply.body = "<html><head><title>" + std::string(row.message) + "</title></head></html>\n";
    return reply;
  }
  json error{{"code", row.code}, {"message", row.message}, {"isTransient", row.http >= 429}};
  if (!details.is_null()) error["details"] = std::move(details);
  reply.content_type = "application/json; charset=utf-8";
  reply.body = dump_json(json{{"errors", json::array({std::move(error)})}});
  return reply;
}

answer make_expo_error(const canned_answer& wanted) {
  const auto* const row =
      wanted.reason.empty() ? first_expo_error(wanted.status) : find_expo_error(wanted.reason);
  auto shown = row != nullptr ? *row : *find_expo_error("INTERNAL_SERVER_ERROR");
  if (wanted.status != 0) shown.http = wanted.status;
  return make_expo_error(shown);
}

std::span<const std::string_view> ticket_errors() noexcept {
  return of_tickets;
}

bool is_ticket_error(std::string_view code) noexcept {
  return std::ranges::find(of_tickets, code) != of_tickets.end();
}

json make_ticket_error(std::string_view code, std::string_view token) {
  json details{{"error", code}};
  std::string message = std::string(code) + ", as the token asks for";
  if (code == "DeviceNotRegistered") {
    message = "\"" + std::string(token) + "\" is not a registered push notification recipient";
    details["expoPushToken"] = token;
  }
  return {{"status", "error"}, {"message", std::move(message)}, {"details", std::move(details)}};
}

}  // namespace carillon::sandbox
