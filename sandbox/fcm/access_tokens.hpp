// The OAuth bearers the token endpoint handed out, and whether they still hold. One caller at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace carillon::sandbox {

class access_tokens {
 public:
  /// A new bearer for the projects of that account.
  std::string issue(std::string_view client_email, timestamp expires_at);
  /// The account a live bearer was issued to, or empty: unknown or expired.
  std::string_view owner_of(std::string_view bearer, timestamp now) const;
  /// Every bearer is dead from now on, as when a key is revoked.
  void revoke_all() { issued_.clear(); }

 private:
  struct grant {
    std::string client_email;
    timestamp expires_at;
  };
  std::unordered_map<std::string, grant> issued_;
};

}  // namespace carillon::sandbox
