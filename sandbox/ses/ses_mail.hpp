// The body of SendEmail, checked as the API's reference has it. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

/// The first thing that is wrong; the reason is AWS's type.
check check_ses_mail(const json& body);
/// To, Cc and Bcc, as they are written.
std::vector<std::string> ses_recipients(const json& body);

}  // namespace carillon::sandbox
