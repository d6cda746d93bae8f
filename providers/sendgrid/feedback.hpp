// What SendGrid posts of mails that came back or were called spam: its signed event webhook (email.md 4.1).
// Pure; any thread.
#pragma once

#include "providers/feedback.hpp"

namespace carillon::providers::sendgrid {

/// As SendGrid shows it: SubjectPublicKeyInfo on P-256, in base64.
bool is_verification_key(std::string_view text);

/// `config` is the integration's; its `webhook_verification_key` verifies. unauthenticated where the
/// signature does not fit, or there is no key, or it is older than five minutes; invalid_argument where the
/// body is no list of events.
result<told_later> read_feedback(const feedback_post& raw, const json& config, timestamp now);

}  // namespace carillon::providers::sendgrid
