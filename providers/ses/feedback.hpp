// What Amazon SES tells through SNS of mails that came back or were called spam (email.md 4.1). Pure; any
// thread.
#pragma once

#include "providers/feedback.hpp"

namespace carillon::providers::ses {

/// `message` is that of a notification whose signature was verified. None where it tells nothing of this
/// kind, or of no mail of ours: only event publishing through a configuration set gives back the tags we put
/// there.
std::vector<feedback> read_notice(const json& message);

}  // namespace carillon::providers::ses
