// The public halves the sandbox verifies against: APNs signing keys and Google service accounts, registered
// over the control port. A value: replaced as a whole. Holds no private key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"

namespace carillon::sandbox {

enum class apns_environment : std::uint8_t { production, development };

struct apns_credential {
  std::string team_id;
  std::string key_id;
  verifying_key key;
  std::vector<std::string>
      topics;  ///< bundle ids it may push to; empty: any. A key with topics is topic-scoped
  bool is_production_allowed = true;
  bool is_development_allowed = true;

  bool allows(apns_environment environment) const noexcept {
    return environment == apns_environment::production ? is_production_allowed : is_development_allowed;
  }
  bool allows(std::string_view topic) const noexcept;
};

struct service_account {
  std::string project_id;
  std::string client_email;
  std::string private_key_id;
  verifying_key key;
};

class credential_book {
 public:
  /// Reads {"apns":[…],"fcm":[…]} (docs/sandbox.md). invalid_argument names the entry and the field.
  static result<credential_book> parse(const json& document);

  const apns_credential* find_apns_key(std::string_view key_id) const noexcept;
  const service_account* find_account(std::string_view client_email) const noexcept;
  bool has_project(std::string_view project_id) const noexcept;
  /// True when the account was registered for that project (it may be for several).
  bool may_send(std::string_view client_email, std::string_view project_id) const noexcept;

 private:
  std::vector<apns_credential> apns_;
  std::vector<service_account> accounts_;
};

}  // namespace carillon::sandbox
