// GET /sw.js: the service worker that shows web pushes, so that a site needs none of its own
// (api/resources/service_worker.js, compiled in). Anyone may have it.
#pragma once

#include <string_view>
#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> service_worker_routes();

/// The script.
std::string_view service_worker() noexcept;

}  // namespace carillon::api
