// The settings, and what of them only who knows the providers can judge. Called by the subcommands at
// start-up and when settings are read again; one thread.
#pragma once

#include "config/load.hpp"

namespace carillon::app {

/// config::load(), and every name below providers.origins is one that some provider looks for, below
/// providers.rates one of integrations that send.
result<config::loaded_settings> load_settings(const config::load_sources& sources);

}  // namespace carillon::app
