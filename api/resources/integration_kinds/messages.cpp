// Slack and SMS.
#include "api/http/text_checks.hpp"
#include "api/resources/integration_kinds/rules.hpp"

namespace carillon::api {

rule slack_config() {
  return object({{"app_id", text({1, max_config_text}, &check_slack_app_id)},
                 {"client_id", text({1, max_config_text}, &check_slack_client_id)},
                 {"client_secret", text({32, 32}, &check_visible)},
                 {"signing_secret", text({32, 32}, &check_visible)}});
}

rule twilio_config() {
  constexpr length short_text{1, 100};
  auto out = object({{"account_sid", text(short_text, &check_visible)},
                     {"api_key", text(short_text, &check_visible)},
                     {"api_secret", text(short_text, &check_visible)},
                     {"from", text(short_text, &check_sms_sender)},
                     {"region", one_of({"us1", "ie1", "au1"}), presence::optional}});
  out.custom = [](json& value, const std::string&, complaints&) {
    if (!value.contains("region")) value["region"] = "us1";
  };
  return out;
}

}  // namespace carillon::api
