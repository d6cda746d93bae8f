// Push to devices and browsers.
#include "api/integration_kinds/rules.hpp"
#include "api/text_checks.hpp"
#include "base/crypto_p256.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t point_size = 65;
constexpr std::size_t scalar_size = 32;

/// Browsers' libraries write VAPID keys with and without padding.
std::string bytes_of(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  auto bytes = base64url_decode(text);
  return bytes ? std::move(*bytes) : std::string();
}

/// A pair that looks real must be one: with another's public key every delivery would be refused.
void check_vapid_pair(json& value, const std::string& path, complaints& found) {
  const auto point = bytes_of(value["public_key"].get<std::string>());
  const auto scalar = bytes_of(value["private_key"].get<std::string>());
  if (point.size() != point_size || scalar.size() != scalar_size) return;
  if (is_p256_pair({point, scalar})) return;
  found.push_back(complaint_of(child_path(path, "public_key"), "should be the public key of private_key"));
}

}  // namespace

rule apns_config() {
  return object({{"app_id", text({}, &store::check_app_id)},
                 {"badge", one_of({"unread", "unseen"})},
                 {"certificate", text({1, max_config_text}, &check_private_key)},
                 {"key_id", text({10, 10})},
                 {"team_id", text({10, 10})},
                 {"payload_version", one_of({"1", "2"}), presence::optional}});
}

rule expo_config() {
  return object({{"access_token", some_text()}});
}

rule fcm_config() {
  return object({{"type", one_of({"service_account"})},
                 {"project_id", some_text()},
                 {"private_key_id", some_text()},
                 {"private_key", text({1, 2 * max_config_text}, &check_pem)},
                 {"client_email", some_text()},
                 {"client_id", some_text()},
                 {"auth_uri", some_text()},
                 {"token_uri", text({1, max_config_text}, &check_uri)},
                 {"auth_provider_x509_cert_url", some_text()},
                 {"client_x509_cert_url", some_text()},
                 {"universe_domain", some_text()}});
}

rule web_push_config() {
  auto out = object({{"public_key", text({8, 128})}, {"private_key", text({8, 128})}});
  out.custom = check_vapid_pair;
  return out;
}

}  // namespace carillon::api
