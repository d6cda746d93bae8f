#include "sandbox/fcm/fcm_errors.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view bad_credentials =
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
    "valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";

// providers.md 2: one row, one class of answer. key, http, status, errorCode, field, message, quota,
// retry-after
constexpr std::array<fcm_error, 32> rows{{
    {"INVALID_TOKEN", 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.token",
     "The registration token is not a valid FCM registration token", "", ""},
    {"INVALID_ARGUMENT", 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.android.ttl",
     "Request contains an invalid argument.", "", ""},
    {"BAD_JSON", 400, "INVALID_ARGUMENT", "", "message", "Invalid JSON payload received.", "", ""},
    {"TOO_BIG", 400, "INVALID_ARGUMENT", "", "", "Message is too big", "", ""},
    {"RESTRICTED_PACKAGE", 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT",
     "message.android.restricted_package_name",
     "The restricted_package_name does not match the package name of the registration token.", "", ""},
    {"FAILED_PRECONDITION", 400, "FAILED_PRECONDITION", "", "", "Precondition check failed.", "", ""},
    {"THIRD_PARTY_AUTH_ERROR", 401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", "",
     "Request is missing required authentication credential of APNs or web push.", "", ""},
    {"UNAUTHENTICATED", 401, "UNAUTHENTICATED", "", "", bad_credentials, "", ""},
    {"SENDER_ID_MISMATCH", 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "", "SenderId mismatch", "", ""},
    {"PERMISSION_DENIED", 403, "PERMISSION_DENIED", "", "",
     "Permission 'cloudmessaging.messages.create' denied on resource (or it may not exist).", "", ""},
    {"SERVICE_DISABLED", 403, "PERMISSION_DENIED", "", "",
     "Firebase Cloud Messaging API has not been used in this project before or it is disabled.", "", ""},
    {"UNREGISTERED", 404, "NOT_FOUND", "UNREGISTERED", "", "Requested entity was not found.", "", ""},
    {"NOT_FOUND", 404, "NOT_FOUND", "", "", "Requested entity was not found.", "", ""},
    {"HTML_NOT_FOUND", 404, "", "", "", "Error 404 (Not Found)!!1", "", ""},
    {"METHOD_NOT_ALLOWED", 405, "", "", "", "Error 405 (Method Not Allowed)!!1", "", ""},
    {"ABORTED", 409, "ABORTED", "", "", "The operation was aborted.", "", ""},
    {"CONDITION_NOT_MET", 412, "FAILED_PRECONDITION", "", "", "A condition was not met.", "", ""},
    {"REQUEST_TOO_LARGE", 413, "", "", "", "Error 413 (Request Entity Too Large)!!1", "", ""},
    {"QUOTA_EXCEEDED", 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "",
     "Quota exceeded for quota metric 'Firebase Cloud Messaging API requests'.", "project", "60"},
    {"QUOTA_WITHOUT_HINT", 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "", "Resource has been exhausted.",
     "", ""},
    {"QUOTA_DEVICE", 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "", "Device message rate exceeded.",
     "device_message_rate", ""},
    {"QUOTA_TOPIC", 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "", "Topic message rate exceeded.",
     "topics_message_rate", ""},
    {"CANCELLED", 499, "CANCELLED", "", "", "The operation was cancelled.", "", ""},
    {"INTERNAL", 500, "INTERNAL", "INTERNAL", "", "Internal error encountered.", "", ""},
    {"UNSPECIFIED_ERROR", 500, "UNKNOWN", "UNSPECIFIED_ERROR", "", "Unknown error.", "", ""},
    {"HTML_INTERNAL", 500, "", "", "", "Error 500 (Server Error)!!1", "", ""},
    {"BAD_GATEWAY", 502, "", "", "", "Error 502 (Server Error)!!1", "", ""},
    {"UNAVAILABLE", 503, "UNAVAILABLE", "UNAVAILABLE", "", "The service is currently unavailable.", "", ""},
    {"UNAVAILABLE_LATER", 503, "UNAVAILABLE", "UNAVAILABLE", "", "The service is currently unavailable.", "",
     "30"},
    {"HTML_UNAVAILABLE", 503, "", "", "", "Error 503 (Service Unavailable)!!1", "", ""},
    {"DEADLINE_EXCEEDED", 504, "DEADLINE_EXCEEDED", "", "", "Deadline expired before the operation ended.",
     "", ""},
    {"NO_AUTHORIZATION", 401, "UNAUTHENTICATED", "", "",
     "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or "
     "other "
     "valid authentication credential.",
     "", ""},
}};

json make_details(const fcm_error& row, std::string_view field, std::string_view message) {
  json details = json::array();
  if (!row.error_code.empty()) {
    details.push_back(
        {{"@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError"}, {"errorCode", row.error_code}});
  }
  if (!field.empty()) {
    json violations = json::array({json{{"field", field}, {"description", message}}});
    details.push_back(
        {{"@type", "type.googleapis.com/google.rpc.BadRequest"}, {"fieldViolations", std::move(violations)}});
  }
  if (!row.quota.empty()) {
    json violations = json::array({json{{"subject", row.quota}, {"description", message}}});
    details.push_back(
        {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"}, {"violations", std::move(violations)}});
  }
  if (row.key == "THIRD_PARTY_AUTH_ERROR") {
    details.push_back({{"@type", "type.googleapis.com/google.firebase.fcm.v1.ApnsError"},
                       {"statusCode", 403},
                       {"reason", "InvalidProviderToken"}});
  }
  if (row.key == "SERVICE_DISABLED") {
    details.push_back({{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                       {"reason", "SERVICE_DISABLED"},
                       {"domain", "googleapis.com"}});
  }
  return details;
}

std::string make_html(std::string_view title) {
  return "<!DOCTYPE html>\n<html lang=en>\n<title>" + std::string(title) + "</title>\n";
}

const fcm_error* row_or_null(const fcm_error* found) {
  return found == rows.end() ? nullptr : found;
}

}  // namespace

std::span<const fcm_error> fcm_errors() noexcept {
  return rows;
}

const fcm_error* find_fcm_error(std::string_view key) noexcept {
  return row_or_null(std::ranges::find(rows, key, &fcm_error::key));
}

const fcm_error* first_fcm_error(int http) noexcept {
  return row_or_null(std::ranges::find(rows, http, &fcm_error::http));
}

answer make_fcm_error(const fcm_error& row) {
  return make_fcm_error(row, row.field, row.message);
}

answer make_fcm_error(const fcm_error& row, std::string_view field, std::string_view message) {
  answer reply;
  reply.status = row.http;
  reply.reason = row.key;
  reply.retry_after = row.retry_after;
  if (row.status.empty()) {
    reply.content_type = "text/html; charset=UTF-8";
    reply.body = make_html(message);
    return reply;
  }
  json body{{"code", row.http}, {"message", message}, {"status", row.status}};
  json details = make_details(row, field, message);
  if (!details.empty()) body["details"] = std::move(details);
  reply.content_type = "application/json; charset=UTF-8";
  reply.body = dump_json(json{{"error", std::move(body)}});
  return reply;
}

answer make_fcm_success(std::string_view project_id, std::string_view message_id) {
  answer reply;
  reply.content_type = "application/json; charset=UTF-8";
  reply.body = dump_json(
      json{{"name", "projects/" + std::string(project_id) + "/messages/" + std::string(message_id)}});
  return reply;
}

}  // namespace carillon::sandbox
