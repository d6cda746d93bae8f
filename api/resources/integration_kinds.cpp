#include "api/resources/integration_kinds.hpp"

#include "api/resources/integration_kinds/rules.hpp"

namespace carillon::api {
namespace {

std::vector<integration_kind> make_kinds() {
  return {
      {.name = "apns", .config = apns_config()},
      {.name = "awssns", .config = awssns_config()},
      {.name = "expo", .config = expo_config()},
      {.name = "fcm", .config = fcm_config(), .urls = {"token_uri"}},
      {.name = "github", .config = github_config()},
      {.name = "inbox", .config = inbox_config()},
      {.name = "mailgun", .config = mailgun_config()},
      {.name = "ping_email", .config = ping_email_config(), .urls = {"url"}},
      {.name = "sendgrid", .config = sendgrid_config()},
      {.name = "ses", .config = ses_config(), .urls = {"endpoint"}},
      {.name = "slack", .config = slack_config()},
      {.name = "smtp", .config = smtp_config(), .hosts = {"host"}, .is_removed_by_path = false},
      {.name = "stripe", .config = stripe_config()},
      {.name = "templates", .config = free_object()},
      {.name = "twilio", .config = twilio_config()},
      {.name = "web_push", .config = web_push_config()},
  };
}

}  // namespace

const std::vector<integration_kind>& integration_kinds() {
  static const std::vector<integration_kind> kinds = make_kinds();
  return kinds;
}

complaints check_destinations(const integration_kind& kind, const json& config,
                              const outgoing_urls& allowed) {
  complaints found;
  const auto look = [&](std::string_view field, auto check) {
    const auto value = config.find(field);
    if (value == config.end()) return;
    const auto refused = check(value->get_ref<const std::string&>());
    if (refused) found.push_back(complaint_of(std::string(field), *refused));
  };
  for (const auto field : kind.urls) look(field, [&](const std::string& url) { return allowed.check(url); });
  for (const auto field : kind.hosts)
    look(field, [&](const std::string& host) { return allowed.check_host(host); });
  return found;
}

}  // namespace carillon::api
