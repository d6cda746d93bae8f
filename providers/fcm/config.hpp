// The stored FCM integration: a Google service account (rest-contract.md, integrations/fcm), key parsed.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers::fcm {

struct config {
  std::string project_id;
  std::string client_email;
  std::string private_key_id;
  std::string token_uri;  ///< https URL the assertion goes to
  signing_key key;
};

/// From the integration's JSON as stored. invalid_argument names the field.
result<config> parse_config(const json& stored);

}  // namespace carillon::providers::fcm
