// What a credential that was made from another token keeps of it, so that it dies with it: revoked, or
// signed with a key that no longer counts. That it never outlives it is for who makes it. Nothing derives
// from a derived token: a parent is an issued token or one the customer signed; and a user's token that was
// issued through a project's token dies with that one. One io thread.
#pragma once

#include <optional>
#include <string>

#include "api/http/problem.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "net/task.hpp"
#include "store/jwt_registry.hpp"
#include "store/project.hpp"

namespace carillon::api {

struct caller;

/// Either `id` or `key` is there.
struct token_parent {
  std::optional<jwt_id> id;       ///< of an issued token: asked for revocation at each use
  std::string key;                ///< of a token a customer signed: which secret key of the project's it was
  std::optional<jwt_id> through;  ///< beside `id`: the project token it was issued through, asked for as well
};

/// Whoever came with a derived token is nobody's parent: 401.
checked<token_parent> parent_of(const caller& who);
/// As it stands in the claim "parent", and back; none for anything else.
json to_claim(const token_parent& parent);
std::optional<token_parent> parse_parent(const json& claim);
/// The claim of a user's token that names the project token it was issued through: that one's jti.
inline constexpr const char* through_claim = "through";
/// Has the parent neither been revoked nor lost its key? An error when Redis cannot be asked.
task<result<bool>> is_parent_valid(store::jwt_registry& registry, store::project project,
                                   token_parent parent);

}  // namespace carillon::api
