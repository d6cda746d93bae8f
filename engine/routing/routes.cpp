#include "engine/routing/routes.hpp"

#include <algorithm>

namespace carillon::engine {

std::optional<std::size_t> choose_app(std::span<const std::string> app_ids,
                                      std::string_view wanted) noexcept {
  if (app_ids.empty()) return std::nullopt;
  if (wanted.empty()) return 0;
  const auto found = std::ranges::find(app_ids, wanted);
  return found == app_ids.end() ? 0 : static_cast<std::size_t>(found - app_ids.begin());
}

sender* routes::choose(const store::device_token& device) const noexcept {
  if (device.via == provider::fcm) return fcm.get();
  if (device.via != provider::apns) return nullptr;
  const auto app = choose_app(app_ids, device.app_id);
  if (!app) return nullptr;
  return (device.installation == "development" ? apns_development : apns_production)[*app].get();
}

}  // namespace carillon::engine
