#include "sandbox/apns/apns_reasons.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

// Apple's table of errors; 22 and 23 are the documented and the on-the-wire spelling of one refusal.
constexpr std::array<apns_reason, 33> rows{{
    {1, 400, "BadCollapseId"},
    {2, 400, "BadDeviceToken"},
    {3, 400, "BadExpirationDate"},
    {4, 400, "BadMessageId"},
    {5, 400, "BadPriority"},
    {6, 400, "BadTopic"},
    {7, 400, "DeviceTokenNotForTopic"},
    {8, 400, "DuplicateHeaders"},
    {9, 400, "IdleTimeout"},
    {10, 400, "InvalidPushType"},
    {11, 400, "MissingDeviceToken"},
    {12, 400, "MissingTopic"},
    {13, 400, "PayloadEmpty"},
    {14, 400, "TopicDisallowed"},
    {15, 403, "BadCertificate"},
    {16, 403, "BadCertificateEnvironment"},
    {17, 403, "ExpiredProviderToken"},
    {18, 403, "Forbidden"},
    {19, 403, "InvalidProviderToken"},
    {20, 403, "MissingProviderToken"},
    {21, 403, "UnrelatedKeyIdInToken"},
    {22, 403, "BadEnvironmentKeyIdInToken"},
    {23, 403, "BadEnvironmentKeyInToken"},
    {24, 404, "BadPath"},
    {25, 405, "MethodNotAllowed"},
    {26, 410, "ExpiredToken"},
    {27, 410, "Unregistered"},
    {28, 413, "PayloadTooLarge"},
    {29, 429, "TooManyProviderTokenUpdates"},
    {30, 429, "TooManyRequests"},
    {31, 500, "InternalServerError"},
    {32, 503, "ServiceUnavailable"},
    {33, 503, "Shutdown"},
}};

const apns_reason* row_or_null(const apns_reason* found) {
  return found == rows.end() ? nullptr : found;
}

}  // namespace

std::span<const apns_reason> apns_reasons() noexcept {
  return rows;
}

const apns_reason* find_apns_reason(std::string_view reason) noexcept {
  return row_or_null(std::ranges::find(rows, reason, &apns_reason::reason));
}

const apns_reason* find_apns_reason(int number) noexcept {
  return row_or_null(std::ranges::find(rows, number, &apns_reason::number));
}

const apns_reason* first_apns_reason(int status) noexcept {
  return row_or_null(std::ranges::find(rows, status, &apns_reason::status));
}

answer make_apns_refusal(int status, std::string_view reason, timestamp dead_since) {
  json body{{"reason", reason}};
  if (status == 410) body["timestamp"] = to_unix_ms(dead_since);
  answer reply;
  reply.status = status;
  reply.reason = reason;
  reply.body = dump_json(body);
  reply.content_type = "application/json";
  return reply;
}

}  // namespace carillon::sandbox
