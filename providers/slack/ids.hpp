// How Slack spells the ids of its apps and clients. Called for the integration's rule and by the API's
// installations. Pure; any thread.
#pragma once

#include <string_view>

#include "base/field_checks.hpp"

namespace carillon::providers::slack {

/// ^[0-9A-Z]+$
schema::refusal check_app_id(std::string_view value) noexcept;
/// ^[0-9]+\.[0-9]+$
schema::refusal check_client_id(std::string_view value) noexcept;

}  // namespace carillon::providers::slack
