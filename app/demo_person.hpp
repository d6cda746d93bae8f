// Act two of the demo: one person with an address of every kind, and one broadcast that reaches all of them.
// After the crowd's books were compared. Blocking calls to the demo's own servers.
#pragma once

#include <string>

#include "app/demo_world.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::app {

/// What the sandbox has to trust for it: lists of its PUT /control/credentials.
json person_credentials();

struct demo_person {
  const demo_place& place;
  const std::string& api;         ///< origin
  const std::string& token;       ///< the project's
  const std::string& user_token;  ///< of whoever person_name names
};
inline constexpr const char* person_name = "ada";

/// Saves accounts and addresses, posts the broadcast and waits until it is processed. A page of events: its
/// deliveries, all of them. Errors name the call that was refused.
result<json> reach_one_person(const demo_person& known);

}  // namespace carillon::app
