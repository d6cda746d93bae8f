// Routes at which providers tell later what became of the mails they took. Each provider signs in a way of
// its own: its folder reads the body, and the integration's id in the path says whose it is.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> feedback_webhook_routes();

}  // namespace carillon::api
