// POST /v2/callbacks/{token}: what a provider tells of a delivery later, at the URL it was given with the
// message. The token says of which, and proves that we made it; where the integration names what the provider
// signs with, its signature is wanted too. It becomes an event of the delivery.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> status_callback_routes();

}  // namespace carillon::api
