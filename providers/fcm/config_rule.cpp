#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/fcm/traits.hpp"

namespace carillon::providers::fcm {

schema::rule config_rule() {
  return schema::object(
      {{"type", schema::one_of({"service_account"})},
       {"project_id", schema::text({1, 255}, &schema::check_visible)},
       {"private_key_id", schema::text({1, 255}, &schema::check_visible)},
       {"private_key", private_key(key_kind::rsa, 2 * most_config_text, &schema::check_pem)},
       {"client_email", schema::text({}, &schema::check_email)},
       {"client_id", providers::credential()},
       {"auth_uri", some_text()},
       {"token_uri", schema::text({1, most_config_text}, &schema::check_uri)},
       {"auth_provider_x509_cert_url", some_text()},
       {"client_x509_cert_url", some_text()},
       {"universe_domain", some_text()}});
}

json sample() {
  static const secret key = signing_key::generate(key_kind::rsa).private_pem();
  return {{"type", "service_account"},
          {"project_id", "example-app"},
          {"private_key_id", "0123456789abcdef"},
          {"private_key", key.reveal()},
          {"client_email", "push@example-app.iam.gserviceaccount.com"},
          {"client_id", "100000000000000000001"},
          {"auth_uri", "https://accounts.google.com/o/oauth2/auth"},
          {"token_uri", "https://oauth2.googleapis.com/token"},
          {"auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs"},
          {"client_x509_cert_url", "https://www.googleapis.com/robot/v1/metadata/x509/push"},
          {"universe_domain", "googleapis.com"}};
}

schema::rule token_rule() {
  return schema::object({{"device_token", schema::text({}, &schema::check_device_token)},
                         optional("installation_id", schema::text({}, &schema::check_installation))});
}

json sample_token() {
  return {{"device_token", std::string(152, 'f')}};
}

}  // namespace carillon::providers::fcm
