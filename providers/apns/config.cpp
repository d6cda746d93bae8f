#include "providers/apns/config.hpp"

#include "providers/stored_text.hpp"

namespace carillon::providers::apns {

result<config> parse_config(const json& stored) {
  const auto certificate = stored_text(stored, "certificate");
  if (!certificate) return certificate.error();
  auto key = signing_key::from_pem(secret(*certificate), key_kind::p256);
  if (!key)
    return error(errc::invalid_argument,
                 "Param 'certificate' should be a P-256 private key in P8 (PEM) form");

  config parsed{.app_id = {},
                .key_id = {},
                .team_id = {},
                .is_badge_unread = true,
                .payload_version = 2,
                .key = std::move(*key)};
  for (auto [name, target] :
       {std::pair{"app_id", &parsed.app_id}, {"key_id", &parsed.key_id}, {"team_id", &parsed.team_id}}) {
    auto text = stored_text(stored, name);
    if (!text) return text.error();
    *target = std::move(*text);
  }
  parsed.is_badge_unread = stored.value("badge", "unread") != "unseen";
  parsed.payload_version = stored.value("payload_version", "2") == "1" ? 1 : 2;
  return parsed;
}

}  // namespace carillon::providers::apns
