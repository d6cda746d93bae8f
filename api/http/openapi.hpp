// GET /openapi.json and GET /docs: the contract this server keeps, for programs and for people. Compiled in
// from docs/openapi.yaml; nothing is read at run time, and the page fetches nothing.
#pragma once

#include <string_view>
#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> openapi_routes();

/// The document as JSON.
std::string_view openapi_document() noexcept;

}  // namespace carillon::api
