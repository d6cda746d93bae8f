#include "providers/fcm/response.hpp"

#include "base/json.hpp"
#include "providers/fcm/answers.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 12, .max_values = 2000};

/// Google's error body, as far as it decides anything.
struct google_error {
  std::string message;
  std::string status;    ///< canonical: "NOT_FOUND"
  std::string fcm_code;  ///< FcmError.errorCode: "UNREGISTERED"
  std::string fields;    ///< all fieldViolations' fields, space-separated
  std::string quota;     ///< QuotaFailure's subjects and descriptions
};

void read_detail(const json& detail, google_error& into) {
  if (!detail.is_object()) return;
  const std::string type = text_of(detail, "@type");
  if (type.ends_with("FcmError")) into.fcm_code = text_of(detail, "errorCode");
  const bool is_quota = type.ends_with("QuotaFailure");
  const auto violations = detail.find(is_quota ? "violations" : "fieldViolations");
  if (violations == detail.end() || !violations->is_array()) return;
  for (const json& violation : *violations) {
    if (!violation.is_object()) continue;
    into.fields += text_of(violation, "field") + " ";
    if (is_quota) into.quota += text_of(violation, "subject") + " " + text_of(violation, "description") + " ";
  }
}

google_error read_body(std::string_view body) {
  google_error read;
  const auto parsed = parse_json(body, body_limits);
  if (!parsed || !parsed->is_object()) return read;
  const auto found = parsed->find("error");
  if (found == parsed->end() || !found->is_object()) return read;
  read.message = text_of(*found, "message");
  read.status = text_of(*found, "status");
  const auto details = found->find("details");
  if (details == found->end() || !details->is_array()) return read;
  for (const json& detail : *details) read_detail(detail, read);
  return read;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::optional<row> row_of_invalid_argument(const google_error& said) {
  const bool is_about_token = contains(said.fields, "message.token") ||
                              (!said.fcm_code.empty() && contains(said.message, "registration token"));
  if (is_about_token) return row::invalid_token;
  const bool is_about_package =
      contains(said.fields, "restricted_package_name") || contains(said.message, "restricted_package_name");
  return is_about_package ? row::restricted_package : row::invalid_argument;
}

row row_of_quota(const google_error& said) {
  const std::string_view about = said.quota.empty() ? std::string_view(said.message) : said.quota;
  if (contains(about, "device")) return row::quota_device;
  if (contains(about, "topic")) return row::quota_topic;
  return row::quota_project;
}

/// FcmError first, then the canonical status; nothing when neither is known.
std::optional<row> row_of_code(const google_error& said) {
  const std::string& code =
      said.fcm_code.empty() || said.fcm_code == "UNSPECIFIED_ERROR" ? said.status : said.fcm_code;
  if (code == "INVALID_ARGUMENT") return row_of_invalid_argument(said);
  if (code == "FAILED_PRECONDITION") return row::failed_precondition;
  if (code == "THIRD_PARTY_AUTH_ERROR" || code == "APNS_AUTH_ERROR") return row::third_party_auth;
  if (code == "UNAUTHENTICATED") return row::unauthenticated;
  if (code == "SENDER_ID_MISMATCH") return row::sender_id_mismatch;
  if (code == "PERMISSION_DENIED") return row::permission_denied;
  if (code == "UNREGISTERED") return row::unregistered;
  if (code == "NOT_FOUND") return row::not_found;
  if (code == "QUOTA_EXCEEDED" || code == "RESOURCE_EXHAUSTED") return row_of_quota(said);
  if (code == "ABORTED") return row::conflict;
  if (code == "CANCELLED") return row::cancelled;
  if (code == "DEADLINE_EXCEEDED") return row::deadline_exceeded;
  if (code == "INTERNAL") return row::internal;
  if (code == "UNAVAILABLE") return row::unavailable;
  return std::nullopt;
}

std::optional<row> row_of_status(int status) {
  switch (status) {
    case 401:
      return row::unauthenticated;
    case 403:
      return row::permission_denied;
    case 404:
      return row::not_found;
    case 409:
      return row::conflict;
    case 412:
      return row::precondition;
    case 413:
      return row::too_large;
    case 429:
      return row::quota_project;
    case 499:
      return row::cancelled;
    case 500:
      return row::internal;
    case 502:
      return row::bad_gateway;
    case 503:
      return row::unavailable;
    case 504:
      return row::deadline_exceeded;
    default:
      return std::nullopt;
  }
}

}  // namespace

answer read_response(const net::wire_response& response, timestamp now, bool has_own_app) {
  if (response.status == 200) return {};
  const google_error said = read_body(response.body);
  // 409, 412 and 413 carry codes that mean something else at 400.
  const bool does_status_decide = response.status == 409 || response.status == 412 || response.status == 413;
  auto found = does_status_decide ? row_of_status(response.status) : row_of_code(said);
  if (!found) found = row_of_status(response.status);
  if (!found) return make_unlisted(response, said.message, now);
  answer made = make_answer(answers(), static_cast<std::size_t>(*found), response, now);
  if (*found == row::restricted_package && has_own_app) made.meaning = answer_class::payload;
  made.text = sanitised(said.message);
  return made;
}

}  // namespace carillon::providers::fcm
