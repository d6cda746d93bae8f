// Device tokens, seen by their user (/channels/mobile_push/<kind>/tokens) and by the project's administrator
// (/users/{user_id}/channels/…): rest-contract.md 1A rows 7-18 and 110-118. Each function makes the handler
// of one kind.
#pragma once

#include "api/router.hpp"

namespace carillon::api {

/// Registers or revives. `status`: 201 for the seed's POST, 200 for the newer PUT.
handler save_own_token(provider via, int status);
handler list_own_tokens(provider via);
handler fetch_own_token(provider via);
handler discard_own_token(provider via);

handler list_users_tokens(provider via);
handler fetch_users_token(provider via);
handler discard_users_token(provider via);

}  // namespace carillon::api
