// How a step ended for recipients before anything was sent. Plain data.
#pragma once

#include <optional>
#include <vector>

#include "engine/outcome/group_outcome.hpp"

namespace carillon::engine {

/// One of the recipients each; nothing: send.
using fates = std::vector<std::optional<device_end>>;

}  // namespace carillon::engine
