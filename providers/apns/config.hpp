// The stored APNs integration (rest-contract.md, integrations/apns), checked and with its key parsed.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers::apns {

struct config {
  std::string app_id;           ///< bundle id: the default topic
  std::string key_id;           ///< 10 characters
  std::string team_id;          ///< 10 characters
  bool is_badge_unread = true;  ///< badge counts unread (else unseen) notifications
  int payload_version = 2;      ///< 1 or 2
  signing_key key;
};

/// From the integration's JSON as stored. invalid_argument names the field ("certificate").
result<config> parse_config(const json& stored);

}  // namespace carillon::providers::apns
