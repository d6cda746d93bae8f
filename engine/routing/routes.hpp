// Which sender serves which device of a project (rest-contract.md 6, "Routing per channel"). Made by the
// sender_registry, held by every open chunk, never changed: a saved integration makes new routes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/content/delivery_steps.hpp"
#include "engine/routing/sender.hpp"
#include "store/device_token.hpp"

namespace carillon::engine {

/// The integration whose app_id is the one wanted, else the first; nothing when there is none.
std::optional<std::size_t> choose_app(std::span<const std::string> app_ids, std::string_view wanted) noexcept;

struct routes {
  integration_kinds kinds;                                ///< saved ones, also those that do not parse
  std::vector<std::string> app_ids;                       ///< of the APNs integrations, by creation
  std::vector<std::shared_ptr<sender>> apns_production;   ///< one each
  std::vector<std::shared_ptr<sender>> apns_development;  ///< one each
  std::shared_ptr<sender> fcm;

  /// Null when no integration could serve it. Lives as long as the routes.
  sender* choose(const store::device_token& device) const noexcept;
};

}  // namespace carillon::engine
