// overrides.providers.expo: merged into each message. Expo refuses a whole request for one wrong field, so
// that its fields are checked before. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::expo {

/// The first field that Expo would refuse. Fields it does not document pass.
override_check check_override(const json& given);

}  // namespace carillon::providers::expo
