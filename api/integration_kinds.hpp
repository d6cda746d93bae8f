// The kinds of integrations the API knows and what the configuration of each must hold (rest-contract.md 2,
// "Integrations"). Pure.
#pragma once

#include <string_view>
#include <vector>

#include "api/schema.hpp"

namespace carillon::api {

struct integration_kind {
  std::string_view name;  ///< as in the path: "apns"
  rule config;
};

const std::vector<integration_kind>& integration_kinds();

}  // namespace carillon::api
