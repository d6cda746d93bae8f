#include "api/integration_kinds.hpp"

#include "api/text_checks.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_value = 4096;

rule apns_config() {
  return object({{"app_id", text({}, &store::check_app_id)},
                 {"badge", one_of({"unread", "unseen"})},
                 {"certificate", text({1, max_value}, &check_private_key)},
                 {"key_id", text({10, 10})},
                 {"team_id", text({10, 10})},
                 {"payload_version", one_of({"1", "2"}), presence::optional}});
}

rule fcm_config() {
  const auto some_text = text({1, max_value});
  const auto uri = text({1, max_value}, &check_uri);
  return object({{"type", one_of({"service_account"})},
                 {"project_id", some_text},
                 {"private_key_id", some_text},
                 {"private_key", text({1, 2 * max_value}, &check_pem)},
                 {"client_email", some_text},
                 {"client_id", some_text},
                 {"auth_uri", some_text},
                 {"token_uri", uri},
                 {"auth_provider_x509_cert_url", some_text},
                 {"client_x509_cert_url", some_text},
                 {"universe_domain", some_text}});
}

}  // namespace

const std::vector<integration_kind>& integration_kinds() {
  static const std::vector<integration_kind> kinds{{"apns", apns_config()}, {"fcm", fcm_config()}};
  return kinds;
}

}  // namespace carillon::api
