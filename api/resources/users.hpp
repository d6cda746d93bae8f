// /users: the project's users (rest-contract.md 1B).
#pragma once

#include "api/http/request.hpp"

namespace carillon::api {

/// ?query= filters by e-mail or external_id, exactly.
task<response> list_users(services& with, request of);
/// POST answers 201, PUT 200; both match an existing user by external_id, then by e-mail.
task<response> create_user(services& with, request of);
task<response> save_user(services& with, request of);
/// 204, and 404 the second time.
task<response> delete_user(services& with, request of);

}  // namespace carillon::api
