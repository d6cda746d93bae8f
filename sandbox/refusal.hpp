// One broken rule of a provider: the name the provider gives it, and a sentence for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::sandbox {

struct refusal {
  std::string_view reason;  ///< static storage: an APNs reason, an FCM row key, an OAuth error
  std::string detail;       ///< never quotes a token or a signature
};

/// Absent: the rule is kept.
using check = std::optional<refusal>;

}  // namespace carillon::sandbox
