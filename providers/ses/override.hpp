// overrides.providers.ses: merged into the body of SendEmail. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::ses {

/// Whom a mail goes to is not an override's to say, nor the tags that lead back to its delivery. `given` is
/// an object.
override_check check_override(const json& given);

}  // namespace carillon::providers::ses
