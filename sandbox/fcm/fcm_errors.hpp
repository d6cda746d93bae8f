// Every answer of FCM HTTP v1 besides success, as data: the key picks it (a registration token `sbx-<KEY>-…`,
// a rule's reason, a broken rule of our own checks), the row says what goes on the wire. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "sandbox/refusal.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

struct fcm_error {
  std::string_view key;         ///< our name of the row, upper case; also what the ledger shows
  int http;                     ///< HTTP status
  std::string_view status;      ///< canonical google.rpc status; empty: the body is a front end's HTML page
  std::string_view error_code;  ///< FcmError.errorCode; empty: no FcmError detail
  std::string_view field;       ///< BadRequest.fieldViolations.field; empty: none
  std::string_view message;
  std::string_view quota;        ///< QuotaFailure.violations.subject; empty: none
  std::string_view retry_after;  ///< header; empty: none
};

std::span<const fcm_error> fcm_errors() noexcept;
/// Null when there is none.
const fcm_error* find_fcm_error(std::string_view key) noexcept;
const fcm_error* first_fcm_error(int http) noexcept;

/// The answer of a row.
answer make_fcm_error(const fcm_error& row);
/// The same with the offending field and the sentence of a broken rule: `row` must be an INVALID_ARGUMENT.
answer make_fcm_error(const fcm_error& row, std::string_view field, std::string_view message);
/// Success: {"name": "projects/<id>/messages/<message id>"}.
answer make_fcm_success(std::string_view project_id, std::string_view message_id);

}  // namespace carillon::sandbox
