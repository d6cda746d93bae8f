// What the configurations of those integrations must hold that are no provider's: inbound.cpp, inbox.cpp.
// Called once each by integration_kinds(); inbox_config() by the installations as well. Pure.
#pragma once

#include "api/schema.hpp"

namespace carillon::api {

rule awssns_config();
rule github_config();
rule stripe_config();

rule inbox_config();

}  // namespace carillon::api
