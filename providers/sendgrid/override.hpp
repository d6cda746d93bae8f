// overrides.providers.sendgrid: merged into the body of SendGrid's mail send. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::sendgrid {

/// Whom a mail goes to is not an override's to say. `given` is an object.
override_check check_override(const json& given);

}  // namespace carillon::providers::sendgrid
