#include "app/reload.hpp"

#include <sstream>

#include "app/load_settings.hpp"
#include "base/log.hpp"
#include "config/changes.hpp"

namespace carillon::app {

bool reload_settings(const config::load_sources& sources, config::settings& in_force) {
  const auto loaded = load_settings(sources);
  if (!loaded) {
    std::istringstream problems(loaded.error().detail);
    for (std::string problem; std::getline(problems, problem);)
      log::error("reload_refused", "settings stay as they were", {{"problem", problem}});
    return false;
  }
  const auto changed = config::changes(in_force, loaded->values);
  config::adopt_hot(in_force, loaded->values);
  log::adjust(in_force.log.level, in_force.log.format);
  log::info("reloaded", "settings were read again", {{"changes", changed.size()}});
  for (const auto& each : changed) {
    if (each.which->applies == config::reload::hot) {
      log::info("setting_changed", "is in force",
                {{"key", each.which->name}, {"before", each.before}, {"after", each.after}});
    } else {
      log::warn("setting_needs_restart", "takes effect at the next start only",
                {{"key", each.which->name}, {"before", each.before}, {"after", each.after}});
    }
  }
  return !changed.empty();
}

}  // namespace carillon::app
