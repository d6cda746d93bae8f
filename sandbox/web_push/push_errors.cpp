#include "sandbox/web_push/push_errors.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

constexpr auto rows = std::to_array<push_error>({
    {"MOVED", 301, 0, ""},
    {"MISSING_CRYPTO_KEYS", 400, 101, "Missing necessary crypto keys"},
    {"INVALID_ROUTER", 400, 108, "Router type is invalid"},
    {"INVALID_CRYPTO_KEYS", 400, 110, "Invalid crypto keys specified"},
    {"MISSING_HEADER", 400, 111, "Missing Required Header"},
    {"INVALID_TTL", 400, 112, "Invalid TTL header value"},
    {"INVALID_TOPIC", 400, 113, "Invalid Topic header value"},
    {"UNAUTHORIZED_REGISTRATION", 400, 0, "UnauthorizedRegistration"},
    {"VAPID_HASH_MISMATCH", 400, 0, "VapidPkHashMismatch"},
    {"BAD_TOPIC", 400, 0, "BadWebPushTopic"},
    {"INVALID_AUTH", 401, 109, "Invalid authentication"},
    {"UNAUTHORIZED", 401, 0, "missing or invalid VAPID authorization"},
    {"BAD_JWT", 403, 0, "BadJwtToken"},
    {"WRONG_KEY", 403, 0,
     "the VAPID credentials in the authorization header do not correspond to the ones used to create the "
     "subscription"},
    {"FORBIDDEN", 403, 0, "Forbidden"},
    {"INVALID_ENDPOINT", 404, 102, "Invalid URL endpoint"},
    {"NOT_FOUND", 404, 0, "Not Found"},
    {"METHOD_NOT_ALLOWED", 405, 0, "Method Not Allowed"},
    {"THROTTLED", 406, 0, "Not Acceptable", "60"},
    {"EXPIRED_ENDPOINT", 410, 103, "Expired URL endpoint"},
    {"ENDPOINT_UNAVAILABLE", 410, 105, "Endpoint became unavailable during request"},
    {"INVALID_SUBSCRIPTION", 410, 106, "Invalid subscription"},
    {"GONE", 410, 0, "Unsubscribed"},
    {"LENGTH_REQUIRED", 411, 0, "Length Required"},
    {"PRECONDITION", 412, 0, "Precondition Failed"},
    {"DATA_TOO_LARGE", 413, 104, "Data payload too large"},
    {"TOO_LARGE", 413, 0, "PayloadTooLarge"},
    {"TOO_MANY_REQUESTS", 429, 0, "TooManyRequests", "30"},
    {"INTERNAL", 500, 999, "Unknown error"},
    {"HTML_INTERNAL", 500, 0, "Internal Server Error"},
    {"ROUTER_TIMEOUT", 502, 902, "Router timed out"},
    {"BAD_GATEWAY", 502, 0, "Bad Gateway"},
    {"UNAVAILABLE", 503, 201, "Use exponential back-off for retries"},
    {"RETRY_NOW", 503, 202, "Retry immediately"},
    {"UNAVAILABLE_LATER", 503, 0, "Service Unavailable", "10"},
});

/// "BadJwtToken": Apple answers those in JSON.
bool is_reason(std::string_view text) noexcept {
  return !text.empty() && text != "Forbidden" && text != "UnauthorizedRegistration" &&
         text.find(' ') == text.npos;
}

}  // namespace

std::span<const push_error> push_errors() noexcept {
  return rows;
}

const push_error* find_push_error(std::string_view key) noexcept {
  const auto* const found = std::ranges::find(rows, key, &push_error::key);
  return found == rows.end() ? nullptr : found;
}

answer make_push_error(const push_error& row) {
  answer reply;
  reply.status = row.http;
  reply.reason = row.key;
  reply.retry_after = row.retry_after;
  reply.content_type = row.number != 0 || is_reason(row.says) ? "application/json" : "text/plain";
  if (row.number != 0) {
    reply.body =
        dump_json(json{{"code", row.http},
                       {"errno", row.number},
                       {"error", "Refused"},
                       {"message", row.says},
                       {"more_info", "http://autopush.readthedocs.io/en/latest/http.html#error-codes"}});
  } else {
    reply.body = is_reason(row.says) ? dump_json(json{{"reason", row.says}}) : std::string(row.says);
  }
  if (row.http == 301) reply.headers.push_back({"location", "https://elsewhere.example.test/wpush/"});
  return reply;
}

answer make_push_error(const canned_answer& wanted) {
  const auto* row = wanted.reason.empty() ? std::ranges::find(rows, wanted.status, &push_error::http)
                                          : find_push_error(wanted.reason);
  if (row == nullptr || row == rows.end()) row = find_push_error("HTML_INTERNAL");
  auto shown = *row;
  if (wanted.status != 0) shown.http = wanted.status;
  return make_push_error(shown);
}

}  // namespace carillon::sandbox
