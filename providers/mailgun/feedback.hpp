// What Mailgun posts of mails that came back or were called spam (email.md 4.1). Pure; any thread.
#pragma once

#include "providers/feedback.hpp"

namespace carillon::providers::mailgun {

/// `config` is the integration's; its `webhook_signing_key` signs. unauthenticated where that does not fit,
/// or is not there, or the signature is older than a quarter of an hour; invalid_argument where the body is
/// none of Mailgun's. The signature covers no event: told_later::once names it, and it counts once.
result<told_later> read_feedback(const feedback_post& raw, const json& config, timestamp now);

}  // namespace carillon::providers::mailgun
