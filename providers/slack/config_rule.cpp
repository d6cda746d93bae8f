#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/slack/ids.hpp"
#include "providers/slack/traits.hpp"

namespace carillon::providers::slack {

schema::rule config_rule() {
  constexpr schema::length secret_text{32, 32};
  return schema::object({{"app_id", schema::text({1, most_config_text}, &check_app_id)},
                         {"client_id", schema::text({1, most_config_text}, &check_client_id)},
                         {"client_secret", schema::text(secret_text, &schema::check_visible)},
                         {"signing_secret", schema::text(secret_text, &schema::check_visible)}});
}

json sample() {
  return {{"app_id", "A0123456789"},
          {"client_id", "1234567890.1234567890"},
          {"client_secret", "client-secret-of-nobody-32-chars"},
          {"signing_secret", "signs-in-nobodys-name-0123456789"}};
}

schema::rule token_rule() {
  auto oauth = schema::object({{"channel_id", schema::text(token_text)},
                               {"installation_id", schema::text(token_text)},
                               optional("scope", schema::text({0, 2048}))});
  auto webhook = schema::object({{"url", schema::text(token_url, &schema::check_uri)}});
  auto out = schema::object({optional("oauth", std::move(oauth)), optional("webhook", std::move(webhook))},
                            schema::unknown_keys::refused);
  out.min = 1;
  return out;
}

json sample_token() {
  return {{"webhook", {{"url", "https://hooks.slack.example/services/T000/B000/of-nobody"}}}};
}

}  // namespace carillon::providers::slack
