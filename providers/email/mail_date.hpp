// The Date of a mail. Pure; any thread.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace carillon::providers::email {

/// "Sat, 28 Nov 2026 02:40:00 +0000" (RFC 5322 3.3), whatever the locale.
std::string to_mail_date(timestamp time);

}  // namespace carillon::providers::email
