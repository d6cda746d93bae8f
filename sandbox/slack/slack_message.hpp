// The message in a request to Slack, whichever way it is spelled. Pure; used by the desk and by its view.
#pragma once

#include <optional>

#include "base/json.hpp"
#include "sandbox/incoming.hpp"

namespace carillon::sandbox {

/// As an object, from JSON or from a form, where structures are JSON in a text; nothing when it is neither.
std::optional<json> slack_message_of(const incoming& request);

}  // namespace carillon::sandbox
