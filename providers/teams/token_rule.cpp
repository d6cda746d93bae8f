#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/teams/traits.hpp"

namespace carillon::providers::teams {

schema::rule token_rule() {
  auto webhook = schema::object({optional("url", schema::text(token_url, &schema::check_uri))});
  return schema::object({optional("webhook", std::move(webhook))});
}

json sample_token() {
  return {{"webhook", {{"url", "https://example.webhook.office.example/webhookb2/of-nobody"}}}};
}

}  // namespace carillon::providers::teams
