// Routes of a project's suppression list: addresses its mail does not go to any more.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> suppression_routes();

}  // namespace carillon::api
