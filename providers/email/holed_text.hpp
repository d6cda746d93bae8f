// A text of a mail with one place that differs between recipients: their link to unsubscribe. Plain data.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers::email {

struct holed_text {
  std::string before, after;

  std::string filled(std::string_view with) const {
    std::string out;
    out.reserve(before.size() + with.size() + after.size());
    return out.append(before).append(with).append(after);
  }
};

}  // namespace carillon::providers::email
