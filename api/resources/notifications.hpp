// /notifications: the caller's in-app inbox, and how far a notification has come in its plan
// (rest-contract.md 1B and 6, "Read state").
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> notification_routes();

}  // namespace carillon::api
