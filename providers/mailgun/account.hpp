// A Mailgun integration opened: its key, domain and region (providers.md 7). Pure; any thread.
#pragma once

#include <memory>
#include <string>

#include "base/secret.hpp"
#include "providers/email/letter.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::mailgun {

struct config {
  secret authorization;  ///< "Basic …" of api:key
  std::string domain;
  bool is_european = false;  ///< its accounts live on hosts of their own
  email::sender_identity from;
};

/// From the integration as it is stored. invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::mailgun
