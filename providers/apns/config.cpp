#include "providers/apns/config.hpp"

#include "base/stored_record.hpp"
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
  stored_record rest(stored);
  parsed.is_badge_unread = rest.text("badge", "unread") != "unseen";
  parsed.payload_version = rest.text("payload_version", "2") == "1" ? 1 : 2;
  if (rest.is_damaged())
    return error(errc::invalid_argument, "Params 'badge' and 'payload_version' should be strings");
  return parsed;
}

}  // namespace carillon::providers::apns
