// Tokens of every kind, seen by their user (/channels/…/tokens) and by the project's administrator
// (/users/{user_id}/channels/…/tokens): rest-contract.md 1A rows 7-30 and 110-127, and the inbox's of 1B.
#pragma once

#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

std::vector<route> channel_token_routes();

/// The handler of a save: registers or revives. `status`: 201 for the seed's POST, 200 for the newer PUT.
/// Also behind /integrations/web_push/installations.
handler save_channel_token(provider via, int status);

}  // namespace carillon::api
