// SIGHUP: settings are read again from where they came. Those that may change while the process runs take
// effect, the others are named as waiting for the next start. Called on main's loop.
#pragma once

#include "config/load.hpp"

namespace carillon::app {

/// Nothing changes when a single value is wrong: the log says which. `in_force` is what the process runs
/// with, and what the next reload is compared with. True when it changed.
bool reload_settings(const config::load_sources& sources, config::settings& in_force);

}  // namespace carillon::app
