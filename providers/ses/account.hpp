// An SES integration opened: keys, region, whom it sends from, and where (providers.md 5). Pure; any thread.
#pragma once

#include <memory>
#include <string>

#include "providers/email/letter.hpp"
#include "providers/provider.hpp"
#include "providers/ses/sigv4.hpp"

namespace carillon::providers::ses {

struct config {
  aws_credentials credentials;
  std::string region;
  std::string endpoint;            ///< "https://host[:port]"
  std::string host;                ///< of the endpoint, as the Host header has it
  std::string path;                ///< of SendEmail, below the endpoint's own
  bool is_endpoint_given = false;  ///< the project chose it
  std::string configuration_set;   ///< empty: none; events of deliveries come only with one
  email::sender_identity from;
};

/// From the integration as it is stored: {"key_id","secret_key","region"}, and perhaps "session_token",
/// "endpoint", "configuration_set", "from". invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::ses
