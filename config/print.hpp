// `carillon config print`: every value in force and where it came from.
#pragma once

#include <string>

#include "config/load.hpp"

namespace carillon::config {

/// TOML with the origin of each value behind it as a comment. Secrets, and passwords inside URLs, as ***.
std::string print(const loaded_settings& what);

}  // namespace carillon::config
