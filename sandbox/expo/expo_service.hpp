// What Expo keeps of its customers: their access tokens, registered over the control port, and what became of
// the pushes it took. Shared by expo_desk and receipt_desk.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sandbox/incoming.hpp"

namespace carillon::sandbox {

struct expo_service {
  std::vector<std::string> access_tokens;
  /// By ticket: the error its receipt will tell; empty: delivered.
  std::unordered_map<std::string, std::string> receipts;
  std::deque<std::string> order;  ///< of tickets, oldest first

  bool knows(const incoming& request) const noexcept;
  /// A new ticket. The oldest beyond 200,000 are forgotten, as Expo does after a day.
  std::string take(std::string_view receipt_error, bool has_receipt);
};

}  // namespace carillon::sandbox
