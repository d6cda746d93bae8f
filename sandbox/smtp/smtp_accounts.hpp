// Who may send through the sandbox's mail relay: registered over the control port, asked at AUTH. Shared by
// smtp_desk and the sessions. Plain data, under the service's lock.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace carillon::sandbox {

struct smtp_accounts {
  struct login {
    std::string username, password;
  };
  bool is_verified = true;  ///< false: anybody may, without AUTH
  std::vector<login> logins;

  bool knows(std::string_view username, std::string_view password) const noexcept {
    return !is_verified || std::ranges::any_of(logins, [&](const login& each) {
      return each.username == username && constant_time_equal(each.password, password);
    });
  }
};

}  // namespace carillon::sandbox
