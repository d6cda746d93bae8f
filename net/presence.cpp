#include "net/presence.hpp"

#include <algorithm>
#include <utility>

namespace carillon::net {

void presence::see(std::string_view owner, steady_time at) {
  const std::lock_guard lock(mutex_);
  if (last_[0].owner != owner) {
    std::swap(last_[0], last_[1]);
    if (last_[0].owner != owner) last_[0].owner.assign(owner);
  }
  last_[0].at = std::max(last_[0].at, at);
}

bool presence::is_alone(std::string_view owner, steady_time at) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::none_of(last_, [&](const visit& each) {
    return !each.owner.empty() && each.owner != owner && at - each.at < lingers;
  });
}

}  // namespace carillon::net
