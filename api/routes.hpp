// The one table of every route. The server serves it; the OpenAPI document and the access matrix of the tests
// are made from it.
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> all_routes();

}  // namespace carillon::api
