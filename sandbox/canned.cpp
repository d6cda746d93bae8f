#include "sandbox/canned.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "sandbox/apns/apns_reasons.hpp"
#include "sandbox/fcm/fcm_errors.hpp"
#include "sandbox/fcm/token_desk.hpp"

namespace carillon::sandbox {
namespace {

struct canned_fault {
  int number;            ///< behind `eeeeee`
  std::string_view key;  ///< between `sbx-` and the next dash
  fault_kind kind;
  std::uint32_t code;
  bool is_accepted;
};
constexpr std::array<canned_fault, 7> canned_faults{{
    {90, "RESET_REFUSED", fault_kind::reset, 7, false},
    {91, "RESET_CANCEL", fault_kind::reset, 8, false},
    {92, "RESET_INTERNAL", fault_kind::reset, 2, false},
    {93, "GOAWAY", fault_kind::go_away, 0, false},
    {94, "CLOSE", fault_kind::close, 0, false},
    {95, "STALL", fault_kind::stall, 0, false},
    {96, "LOST", fault_kind::close, 0, true},
}};

bool apply_fault(const canned_fault* found, verdict& made) {
  if (found == canned_faults.end()) return false;
  made.misbehaviour.kind = found->kind;
  made.misbehaviour.code = found->code;
  made.misbehaviour.is_accepted = found->is_accepted;
  if (found->kind == fault_kind::go_away) made.misbehaviour.reason = "Shutdown";
  return true;
}

/// The new answer keeps the ids of the exchange.
void replace_reply(verdict& made, answer reply) {
  reply.apns_id = std::move(made.reply.apns_id);
  made.reply = std::move(reply);
}

bool apply_apns_pattern(verdict& made, timestamp now) {
  constexpr auto prefix = apns_canned_prefix.size();
  if (!made.token.starts_with(apns_canned_prefix) || made.token.size() < prefix + 2) return false;
  const auto digits = made.token.substr(prefix, 2);
  int number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (ec != std::errc{} || end != digits.data() + digits.size()) return false;
  if (const auto* row = find_apns_reason(number)) {
    replace_reply(made, make_apns_refusal(row->status, row->reason, now));
    return true;
  }
  return apply_fault(std::ranges::find(canned_faults, number, &canned_fault::number), made);
}

bool apply_fcm_pattern(verdict& made) {
  const auto key = canned_key_of(made.token);
  if (key.empty()) return false;
  if (const auto* row = find_fcm_error(key)) {
    replace_reply(made, make_fcm_error(*row));
    return true;
  }
  return apply_fault(std::ranges::find(canned_faults, key, &canned_fault::key), made);
}

answer make_apns_answer(const canned_answer& wanted, timestamp now) {
  const auto* row =
      wanted.reason.empty() ? first_apns_reason(wanted.status) : find_apns_reason(wanted.reason);
  const int status = wanted.status != 0 ? wanted.status : row != nullptr ? row->status : 500;
  const std::string_view reason = !wanted.reason.empty() ? std::string_view(wanted.reason)
                                  : row != nullptr       ? row->reason
                                                         : std::string_view("InternalServerError");
  return make_apns_refusal(status, reason, wanted.timestamp_ms ? from_unix_ms(*wanted.timestamp_ms) : now);
}

answer make_fcm_answer(const canned_answer& wanted) {
  const auto* row = wanted.reason.empty() ? first_fcm_error(wanted.status) : find_fcm_error(wanted.reason);
  if (row == nullptr) row = find_fcm_error("UNSPECIFIED_ERROR");
  fcm_error shown = *row;
  if (wanted.status != 0) shown.http = wanted.status;
  return make_fcm_error(shown);
}

answer make_token_answer(const canned_answer& wanted) {
  const auto* row = find_token_error(wanted.reason);
  const int status = wanted.status != 0 ? wanted.status : row != nullptr ? row->http : 500;
  const std::string_view error = wanted.reason.empty() ? "internal_failure" : std::string_view(wanted.reason);
  return make_token_refusal(status, error, "As a rule of the sandbox demands.");
}

answer make_answer(provider from, const canned_answer& wanted, timestamp now) {
  answer reply;
  if (wanted.status != 200) {
    reply = from == provider::apns  ? make_apns_answer(wanted, now)
            : from == provider::fcm ? make_fcm_answer(wanted)
                                    : make_token_answer(wanted);
  }
  if (!wanted.reason.empty()) reply.reason = wanted.reason;
  if (!wanted.retry_after.empty()) reply.retry_after = wanted.retry_after;
  if (wanted.body) reply.body = *wanted.body;
  if (!wanted.content_type.empty()) reply.content_type = wanted.content_type;
  return reply;
}

}  // namespace

bool apply_token_pattern(verdict& made, timestamp now) {
  if (made.from == provider::apns) return apply_apns_pattern(made, now);
  if (made.from == provider::fcm) return apply_fcm_pattern(made);
  return false;
}

void apply_rule(const rule& chosen, verdict& made, timestamp now) {
  made.delay += chosen.delay;
  made.misbehaviour = chosen.misbehaviour;
  if (chosen.reply) replace_reply(made, make_answer(made.from, *chosen.reply, now));
}

}  // namespace carillon::sandbox
