// /integrations/{inbox,slack,templates,web_push}/installations: what a user sets up for itself
// (rest-contract.md 2, "Installations"). One file a kind in api/installations/.
#pragma once

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> installation_routes();

// What it is made of.
std::vector<route> inbox_installation_routes();
std::vector<route> slack_installation_routes();
std::vector<route> template_installation_routes();
std::vector<route> web_push_installation_routes();

/// "installation.saved", with whose and of what kind.
task<> note_installation(services& with, const request& of, std::string kind);

}  // namespace carillon::api
