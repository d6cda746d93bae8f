// Turns an accepted push into the planned misbehaviour: by its token (static patterns, docs/sandbox.md) or by
// a rule. Pure; called by service and the desks after there was no objection.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "sandbox/rule.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

class desk;

/// A token `sbx-<KEY>-…` is answered as its key says (once everything else about the push is right).
inline constexpr std::string_view canned_prefix = "sbx-";
/// "UNREGISTERED" of "sbx-UNREGISTERED-0001"; empty when the token is not of that form.
std::string_view canned_key_of(std::string_view token) noexcept;

/// Ends without an answer, by key (RESET_REFUSED) or by number (90); false: there is none of that name.
bool apply_canned_fault(std::string_view key, verdict& made);
bool apply_canned_fault(int number, verdict& made);

/// The new answer keeps the headers of the exchange.
void replace_reply(verdict& made, answer reply);
/// Does what the rule says. `judge`: the desk that made the verdict; null: none.
void apply_rule(const rule& chosen, const desk* judge, verdict& made, timestamp now);

}  // namespace carillon::sandbox
