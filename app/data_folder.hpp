// The folder of the embedded Redis and the master key: nobody's but ours. Made once by lay_foundation.
#pragma once

#include <string>

#include "base/error.hpp"

namespace carillon::app {

/// Makes it with mode 0700 when it is not there. `configuration` when others may look into it or change it,
/// with what to run against that.
result<void> prepare_data_folder(const std::string& path);

}  // namespace carillon::app
