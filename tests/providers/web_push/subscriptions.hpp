// A browser that subscribed, for tests of web_push: its keys, and what its address looks like to a provider.
#pragma once

#include <string>

#include "base/crypto_ece.hpp"
#include "base/encoding.hpp"
#include "providers/address.hpp"

namespace carillon::providers::web_push::testing {

inline const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

struct browser {
  ece::key_pair keys = ece::generate();
  std::string auth = std::string(16, 'a');
  std::string endpoint = "https://push.example.test:8443/wpush/v2/secret?x=1";
  json details{{"endpoint", endpoint},
               {"keys", {{"p256dh", base64url_encode(keys.point)}, {"auth", base64url_encode(auth)}}}};

  item address_of() const {
    return {.to = {.text = endpoint, .details = &details},
            .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
            .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002")};
  }
};

}  // namespace carillon::providers::web_push::testing
