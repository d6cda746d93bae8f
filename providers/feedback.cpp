#include "providers/feedback.hpp"

namespace carillon::providers {

bool is_policy(std::string_view enhanced_code) noexcept {
  return enhanced_code.starts_with("5.7.");
}

std::optional<own_ids> read_own_ids(std::string_view nid, std::string_view did) {
  const auto notification = notification_id::parse(nid);
  const auto delivery = delivery_id::parse(did);
  if (!notification || !delivery) return std::nullopt;
  return own_ids{*notification, *delivery};
}

}  // namespace carillon::providers
