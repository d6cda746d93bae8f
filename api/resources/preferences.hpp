// GET and PUT /channels/user_preferences: what a user switched off, per category and channel
// (rest-contract.md 2, UserPreferences).
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> preferences_routes();

}  // namespace carillon::api
