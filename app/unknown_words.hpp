// What of a command line nobody expected may be shown. Called by the command line's parser when it complains.
// Pure; never shows what may be a secret.
#pragma once

#include <string>
#include <vector>

namespace carillon::app {

/// `unknown` without values of options and without URLs: an option keeps its name, the rest is "***".
std::vector<std::string> without_values(const std::vector<std::string>& unknown);

}  // namespace carillon::app
