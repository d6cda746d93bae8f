// Addresses in the free-form parts of a broadcast, where apps look for an action_url too: custom_attributes,
// and what is merged into a provider's request. Pure.
#pragma once

#include <string>

#include "api/schema.hpp"

namespace carillon::api {

/// Complains of the first action_url within `value`, however deep, whose scheme a browser would run or read.
void refuse_running_link(const json& value, const std::string& path, complaints& found);

}  // namespace carillon::api
