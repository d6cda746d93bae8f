// How long something shall live, as people write it on the command line.
#pragma once

#include <chrono>
#include <string_view>

#include "base/error.hpp"

namespace carillon::app {

/// 30m, 24h, 30d, 1h30m, or whole seconds without a unit: one second to a hundred years. invalid_argument
/// says what is expected.
result<std::chrono::seconds> parse_lifetime(std::string_view text);

}  // namespace carillon::app
