#include "sandbox/expo/expo_service.hpp"

#include <algorithm>

#include "base/ids.hpp"

namespace carillon::sandbox {

bool expo_service::knows(const incoming& request) const noexcept {
  constexpr std::string_view scheme = "Bearer ";
  const auto authorization = request.header("authorization");
  return authorization.starts_with(scheme) &&
         std::ranges::find(access_tokens, authorization.substr(scheme.size())) != access_tokens.end();
}

std::string expo_service::take(std::string_view receipt_error, bool has_receipt) {
  constexpr std::size_t most = 200'000;
  auto ticket = uuid::v7(now()).to_string();
  if (!has_receipt) return ticket;
  receipts.emplace(ticket, receipt_error);
  order.push_back(ticket);
  if (order.size() > most) {
    receipts.erase(order.front());
    order.pop_front();
  }
  return ticket;
}

}  // namespace carillon::sandbox
