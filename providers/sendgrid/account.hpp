// A SendGrid integration opened: its key, whom it sends from, and where (providers.md 6). Pure; any thread.
#pragma once

#include <memory>

#include "base/secret.hpp"
#include "providers/email/letter.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::sendgrid {

struct config {
  secret authorization;  ///< "Bearer SG.…"
  email::sender_identity from;
};

/// From the integration as it is stored. invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::sendgrid
