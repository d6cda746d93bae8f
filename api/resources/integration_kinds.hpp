// The kinds of integrations the API knows and what the configuration of each must hold (rest-contract.md 2,
// "Integrations"): those of the providers, from their catalogue, and those of nobody who delivers. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/resources/outgoing_urls.hpp"
#include "api/schema.hpp"
#include "store/integration.hpp"

namespace carillon::api {

struct integration_kind {
  store::kind_facts facts;
  rule config;
  std::span<const std::string_view> urls{};   ///< fields with a URL we shall call
  std::span<const std::string_view> hosts{};  ///< fields with a host we shall connect to
};

/// Static, by name.
const std::vector<integration_kind>& integration_kinds();
/// Null when there is none.
const integration_kind* find_integration_kind(std::string_view name);

/// Complaints about URLs and hosts in a valid configuration that must not be connected to.
complaints check_destinations(const integration_kind& kind, const json& config, const outgoing_urls& allowed);

}  // namespace carillon::api
