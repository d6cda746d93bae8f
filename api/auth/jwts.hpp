// /jwt: issuing, listing and revoking tokens (rest-contract.md 1A rows 104-109). A token's text is answered
// once, by its creation, and never again.
#pragma once

#include "api/http/request.hpp"

namespace carillon::api {

task<response> create_project_jwt(services& with, request of);
task<response> list_project_jwts(services& with, request of);
task<response> discard_project_jwt(services& with, request of);
/// For a user who may not exist yet: it is created.
task<response> create_user_jwt(services& with, request of);
task<response> list_user_jwts(services& with, request of);
task<response> discard_user_jwt(services& with, request of);

}  // namespace carillon::api
