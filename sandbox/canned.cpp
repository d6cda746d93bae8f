#include "sandbox/canned.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {
namespace {

struct canned_fault {
  int number;            ///< behind the prefix of tokens that are made of digits
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

answer make_answer(const desk* judge, const canned_answer& wanted, timestamp now) {
  answer reply;
  reply.status = wanted.status == 0 ? 500 : wanted.status;
  if (judge != nullptr && wanted.status != 200) reply = judge->refuse(wanted, now);
  if (!wanted.reason.empty()) reply.reason = wanted.reason;
  if (!wanted.retry_after.empty()) reply.retry_after = wanted.retry_after;
  if (wanted.body) reply.body = *wanted.body;
  if (!wanted.content_type.empty()) reply.content_type = wanted.content_type;
  return reply;
}

}  // namespace

std::string_view canned_key_of(std::string_view token) noexcept {
  if (!token.starts_with(canned_prefix)) return {};
  token.remove_prefix(canned_prefix.size());
  return token.substr(0, token.find('-'));
}

bool apply_canned_fault(std::string_view key, verdict& made) {
  return apply_fault(std::ranges::find(canned_faults, key, &canned_fault::key), made);
}

bool apply_canned_fault(int number, verdict& made) {
  return apply_fault(std::ranges::find(canned_faults, number, &canned_fault::number), made);
}

void replace_reply(verdict& made, answer reply) {
  if (reply.headers.empty()) reply.headers = std::move(made.reply.headers);
  made.reply = std::move(reply);
}

void apply_rule(const rule& chosen, const desk* judge, verdict& made, timestamp now) {
  made.delay += chosen.delay;
  made.misbehaviour = chosen.misbehaviour;
  if (chosen.reply) replace_reply(made, make_answer(judge, *chosen.reply, now));
}

}  // namespace carillon::sandbox
