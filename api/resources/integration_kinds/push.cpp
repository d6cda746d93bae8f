// Push to devices and browsers.
#include "api/http/text_checks.hpp"
#include "api/resources/integration_kinds/rules.hpp"
#include "base/crypto_p256.hpp"
#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "store/integration.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t point_size = 65;
constexpr std::size_t scalar_size = 32;

/// A key as people paste it: line ends of Windows, "\n" written out as in an environment variable, blank
/// lines around it.
std::string tidied(std::string_view pem) {
  std::string out;
  for (std::size_t at = 0; at < pem.size(); ++at) {
    const bool is_written_out = pem.substr(at).starts_with("\\n");
    if (pem[at] == '\r' && pem.substr(at).starts_with("\r\n")) continue;
    out += is_written_out ? '\n' : pem[at];
    if (is_written_out) ++at;
  }
  const auto first = out.find_first_not_of(" \t\n");
  if (first == out.npos) return {};
  const auto last = out.find_last_not_of(" \t\n");
  return out.substr(first, last + 1 - first) + '\n';
}

/// A private key in PEM that can be used, or the filler of one that is stored.
rule private_key(key_kind kind, std::int64_t most, text_check shape) {
  auto out = text({1, most});
  out.custom = [kind, shape](json& value, const std::string& path, complaints& found) {
    auto pem = tidied(value.get_ref<const std::string&>());
    if (const auto refused = shape(pem)) return found.push_back(complaint_of(path, *refused));
    if (!store::is_filler(pem)) {
      const auto key = signing_key::from_pem(secret(pem), kind);
      if (!key) return found.push_back(complaint_of(path, "is " + key.error().detail));
    }
    value = std::move(pem);
  };
  return out;
}

/// Apple's ids of keys and teams: ten letters and digits.
store::refusal check_apple_id(std::string_view value) noexcept {
  const auto is_allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (value.size() == 10 && std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should have 10 letters and digits";
}

/// Browsers' libraries write VAPID keys with and without padding.
std::string bytes_of(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  auto bytes = base64url_decode(text);
  return bytes ? std::move(*bytes) : std::string();
}

/// With any other pair every delivery would be refused. Of a filler only the public half can be looked at.
void check_vapid_pair(json& value, const std::string& path, complaints& found) {
  const auto& private_key = value["private_key"].get_ref<const std::string&>();
  const auto point = bytes_of(value["public_key"].get<std::string>());
  if (point.size() != point_size || point.front() != '\x04') {
    return found.push_back(complaint_of(child_path(path, "public_key"),
                                        "should be a public key on P-256: 65 bytes as base64url"));
  }
  if (store::is_filler(private_key)) return;
  const auto scalar = bytes_of(private_key);
  if (scalar.size() != scalar_size) {
    return found.push_back(complaint_of(child_path(path, "private_key"),
                                        "should be a private key on P-256: 32 bytes as base64url"));
  }
  if (is_p256_pair({point, scalar})) return;
  found.push_back(complaint_of(child_path(path, "public_key"), "should be the public key of private_key"));
}

}  // namespace

rule apns_config() {
  return object({{"app_id", text({}, &store::check_app_id)},
                 {"badge", one_of({"unread", "unseen"})},
                 {"certificate", private_key(key_kind::p256, max_config_text, &check_private_key)},
                 {"key_id", text({}, &check_apple_id)},
                 {"team_id", text({}, &check_apple_id)},
                 {"payload_version", one_of({"1", "2"}), presence::optional}});
}

rule expo_config() {
  return object({{"access_token", credential()}});
}

rule fcm_config() {
  return object({{"type", one_of({"service_account"})},
                 {"project_id", text({1, 255}, &check_visible)},
                 {"private_key_id", text({1, 255}, &check_visible)},
                 {"private_key", private_key(key_kind::rsa, 2 * max_config_text, &check_pem)},
                 {"client_email", text({}, &store::check_email)},
                 {"client_id", credential()},
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
