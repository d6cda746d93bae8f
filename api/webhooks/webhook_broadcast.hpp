// What an accepted webhook becomes when its integration says so: the key `broadcast` of a github, stripe or
// awssns configuration, ours beside the contract. Texts are Liquid over {type, id, description, payload};
// `when` is a condition over the same. Pure; webhook_mapping applies it.
#pragma once

#include "api/schema.hpp"

namespace carillon::api {

/// {when?, title, content?, action_url?, category?, topic?, recipients}: templates must parse.
rule webhook_broadcast_rule();

}  // namespace carillon::api
