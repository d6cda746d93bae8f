// What an accepted webhook becomes when its integration says so: the key `broadcast` of a github, stripe or
// awssns configuration, ours beside the contract. Texts are Liquid over {type, id, description, payload};
// `when` is a condition over the same. Pure.
#pragma once

#include <optional>

#include "api/schema.hpp"

namespace carillon::api {

/// {when?, title, content?, action_url?, category?, topic?, recipients}: templates must parse.
rule webhook_broadcast_rule();

/// The body for POST /broadcasts, not yet validated; none when `when` does not hold. invalid_argument when a
/// template cannot be rendered. `variables`: the four above.
result<std::optional<json>> broadcast_from(const json& mapping, const json& variables);

}  // namespace carillon::api
