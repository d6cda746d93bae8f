// What Google knows of its customers: service accounts, registered over the control port, and the bearers
// they were given. Shared by fcm_desk and token_desk. Holds no private key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"
#include "sandbox/fcm/access_tokens.hpp"

namespace carillon::sandbox {

struct service_account {
  std::string project_id;
  std::string client_email;
  std::string private_key_id;
  verifying_key key;
};

struct google_accounts {
  std::vector<service_account> accounts;
  access_tokens bearers;

  const service_account* find(std::string_view client_email) const noexcept;
  bool has_project(std::string_view project_id) const noexcept;
  /// True when the account was registered for that project (it may be for several).
  bool may_send(std::string_view client_email, std::string_view project_id) const noexcept;
};

/// Reads a list of {"project_id", "client_email", "public_key", "private_key_id"?}.
result<std::vector<service_account>> parse_accounts(const json& listed);

}  // namespace carillon::sandbox
