// overrides.providers.mailgun: fields of Mailgun's message form. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::mailgun {

/// Values are texts, numbers, booleans ("yes", "no") or lists of these; names are one line. Whom a message
/// goes to is not an override's to say. `given` is an object.
override_check check_override(const json& given);

/// A value as the form has it: one text, or several for a list.
std::vector<std::string> field_values(const json& value);

}  // namespace carillon::providers::mailgun
