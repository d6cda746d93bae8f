// Turns an accepted push into the planned misbehaviour: by its token (static patterns, docs/sandbox.md) or by
// a rule. Pure; called by service after the desks had no objection.
#pragma once

#include "base/clock.hpp"
#include "sandbox/rule.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// True when the token asks for a canned end (`eeeeee27…`, `sbx-UNREGISTERED-…`), which is then in the
/// verdict.
bool apply_token_pattern(verdict& made, timestamp now);
/// Does what the rule says.
void apply_rule(const rule& chosen, verdict& made, timestamp now);

}  // namespace carillon::sandbox
