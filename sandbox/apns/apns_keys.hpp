// The signing keys Apple knows: the public halves APNs tokens are verified against, registered over the
// control port. A value: replaced as a whole. Holds no private key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"
#include "sandbox/behaviour.hpp"

namespace carillon::sandbox {

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

class apns_keys {
 public:
  /// Reads a list of {"team_id", "key_id", "public_key", "topics"?, "environment"?}.
  static result<apns_keys> parse(const json& listed);
  /// Null when there is none.
  const apns_credential* find(std::string_view key_id) const noexcept;

 private:
  std::vector<apns_credential> keys_;
};

}  // namespace carillon::sandbox
