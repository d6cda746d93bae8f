// Whom a form of Mailgun's is for, and what is each one's own in it. Pure; used by the desk and by its view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "sandbox/mailgun/form_reader.hpp"

namespace carillon::sandbox {

/// As they are written; each `to` may hold several, parted by commas.
std::vector<std::string> recipients_of(const form_fields& form);
/// By address; an empty object when there are none.
json variables_of(const form_fields& form);
/// %recipient.x% as that recipient's variable says; others stay.
std::string with_variables(std::string_view text, const json& own);

}  // namespace carillon::sandbox
