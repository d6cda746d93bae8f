// E-mail services, SMTP, and the URL that is pinged in their place.
#include <algorithm>

#include "api/http/text_checks.hpp"
#include "api/resources/integration_kinds/rules.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_host = 253;
constexpr std::int64_t max_ping_url = 100;

/// It becomes a part of the service's host name.
store::refusal check_region(std::string_view value) noexcept {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[a-z0-9-]+$";
}

/// {email, name?}: who a message is from, or answered to
rule mailbox() {
  return object(
      {{"email", text({}, &store::check_email)}, {"name", text({}, &store::check_name), presence::nullable}});
}

}  // namespace

rule mailgun_config() {
  return object({{"api_key", credential()},
                 {"domain", text({1, max_host}, &check_domain)},
                 {"region", one_of({"us", "eu"})},
                 {"from", mailbox(), presence::optional}});
}

rule ping_email_config() {
  return object({{"url", text({1, max_ping_url}, &check_uri)}});
}

rule sendgrid_config() {
  return object({{"api_key", credential()},
                 {"from", mailbox(), presence::optional},
                 {"reply_to", mailbox(), presence::optional}});
}

rule ses_config() {
  return object({{"key_id", credential()},
                 {"secret_key", credential()},
                 {"region", text({1, 64}, &check_region)},
                 {"endpoint", text({1, max_config_text}, &check_uri), presence::optional},
                 {"from", mailbox(), presence::optional}});
}

rule smtp_config() {
  return object({{"host", text({1, max_host})},
                 {"port", integer({1, 65535})},
                 {"username", text({1, max_config_text}, &check_no_controls)},
                 {"password", text({1, max_config_text}, &check_no_controls)},
                 {"from", mailbox()},
                 {"reply_to", mailbox(), presence::optional},
                 {"security", one_of({"none", "ssl", "starttls"}), presence::optional}});
}

}  // namespace carillon::api
