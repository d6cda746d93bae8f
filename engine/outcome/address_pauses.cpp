#include "engine/outcome/address_pauses.hpp"

#include <algorithm>

namespace carillon::engine {

void address_pauses::pause(std::uint64_t address_hash, steady_time until, steady_time now) {
  if (until_.size() >= most) std::erase_if(until_, [&](const auto& each) { return each.second <= now; });
  if (until_.size() >= most) {
    until_.erase(std::ranges::min_element(until_, {}, [](const auto& each) { return each.second; }));
  }
  auto& found = until_[address_hash];
  found = std::max(found, until);
}

std::chrono::milliseconds address_pauses::left(std::uint64_t address_hash, steady_time now) const noexcept {
  if (until_.empty()) return {};
  const auto found = until_.find(address_hash);
  if (found == until_.end()) return {};
  return std::chrono::ceil<std::chrono::milliseconds>(found->second - now);
}

}  // namespace carillon::engine
