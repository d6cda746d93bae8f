// One click in a mail ends mails of its category (RFC 8058): GET and POST /u/{token}. The token is all the
// proof there is: no login, cookie or script. Handlers run on the API's threads.
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> unsubscribe_routes();

}  // namespace carillon::api
