// Delivery plans: /channels/deliveryconfig of the seed, of a project and of categories, and the newer
// /channels and /channels/{key} (rest-contract.md 1A rows 4-6, 1B). Every answer is the union of the forms.
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

/// The last of them takes every GET below /v2/channels/: it must stand behind all others of that path.
std::vector<route> delivery_config_routes();

}  // namespace carillon::api
