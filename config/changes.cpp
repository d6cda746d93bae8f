#include "config/changes.hpp"

namespace carillon::config {

std::vector<changed_key> changes(const settings& before, const settings& after) {
  std::vector<changed_key> found;
  for (const auto& each : all_keys()) {
    if (!each.at.is_same(before, after))
      found.push_back({&each, show_redacted(before, each), show_redacted(after, each)});
  }
  return found;
}

void adopt_hot(settings& in_force, const settings& wanted) {
  for (const auto& each : all_keys()) {
    if (each.applies == reload::hot) each.at.copy(in_force, wanted);
  }
}

}  // namespace carillon::config
