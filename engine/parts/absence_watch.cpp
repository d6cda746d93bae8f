#include "engine/parts/absence_watch.hpp"

namespace carillon::engine {

void absence_watch::look(steady_time now, const std::map<std::string, bool>& owners) {
  std::erase_if(absent_, [&](const auto& each) {
    const auto found = owners.find(each.first);
    return found == owners.end() || found->second;
  });
  for (const auto& [nonce, is_there] : owners) {
    if (!is_there) ++absent_.try_emplace(nonce, absence{now}).first->second.looks;
  }
}

std::vector<std::string> absence_watch::gone(steady_time now) const {
  std::vector<std::string> all;
  for (const auto& [nonce, seen] : absent_) {
    if (seen.looks >= least_looks && now - seen.since >= least_absence) all.push_back(nonce);
  }
  return all;
}

}  // namespace carillon::engine
