// What each kind's configuration must hold, by group: push.cpp, email.cpp, messages.cpp, inbound.cpp,
// inbox.cpp. Called once each by integration_kinds(); inbox_config() by the installations as well. Pure.
#pragma once

#include "api/http/text_checks.hpp"
#include "api/schema.hpp"

namespace carillon::api {

rule apns_config();
rule expo_config();
rule fcm_config();
rule web_push_config();

rule mailgun_config();
rule ping_email_config();
rule sendgrid_config();
rule ses_config();
rule smtp_config();

rule slack_config();
rule twilio_config();

rule awssns_config();
rule github_config();
rule stripe_config();

rule inbox_config();

/// The contract names no upper limit for most texts; this is ours.
inline constexpr std::int64_t max_config_text = 4096;
/// 1 … 4096 characters.
inline rule some_text() {
  return text({1, max_config_text});
}
/// The same of what stands in a header: visible ASCII.
inline rule credential() {
  return text({1, max_config_text}, &check_visible);
}

}  // namespace carillon::api
