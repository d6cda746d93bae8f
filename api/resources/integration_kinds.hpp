// The kinds of integrations the API knows and what the configuration of each must hold (rest-contract.md 2,
// "Integrations"). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/resources/outgoing_urls.hpp"
#include "api/schema.hpp"

namespace carillon::api {

struct integration_kind {
  std::string_view name;  ///< as in the path: "apns"
  rule config;
  std::vector<std::string_view> urls{};   ///< fields with a URL we shall call
  std::vector<std::string_view> hosts{};  ///< fields with a host we shall connect to
  bool is_removed_by_path = true;         ///< DELETE …/{id}; newer kinds know ?id= alone
};

/// Static, in the order of the contract's table.
const std::vector<integration_kind>& integration_kinds();

/// Complaints about URLs and hosts in a valid configuration that must not be connected to.
complaints check_destinations(const integration_kind& kind, const json& config, const outgoing_urls& allowed);

}  // namespace carillon::api
