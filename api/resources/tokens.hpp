// Issuing tokens: what POST /jwt/* and `carillon token create` share. The text exists once, in the answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/http/problem.hpp"
#include "base/secret.hpp"
#include "store/jwt_registry.hpp"
#include "store/keyring.hpp"
#include "store/project.hpp"
#include "store/user.hpp"

namespace carillon::api {

/// Keys of issued tokens, one a kind: a user token can never pass for a project's. After keyring.open().
secret project_token_key(const store::keyring& keys);
secret user_token_key(const store::keyring& keys);
secret derived_token_key(const store::keyring& keys);

struct issued_token {
  secret text;
  store::jwt_record record;
};

struct token_request {
  std::string name;
  std::optional<std::chrono::seconds> expiry;  ///< absent: it never expires
};

/// Recorded before it is returned, so that it can be listed and revoked. References outlive the call.
task<result<issued_token>> issue_project_token(const store::keyring& keys, store::jwt_registry& registry,
                                               project_id project, token_request wanted);

struct user_identity {
  std::string email, external_id;  ///< one of them at least
};
/// Creates the user when it is unknown. With `through`, the project token that asked for it, it dies with
/// that one. Errors as store::users::upsert.
task<result<issued_token>> issue_user_token(const store::keyring& keys, store::jwt_registry& registry,
                                            store::users& users, store::project project, user_identity who,
                                            token_request wanted, std::optional<jwt_id> through = {});

struct caller;

/// A user token made from the caller's own, for a window that should not see that one. It dies with it, ends
/// with it at the latest, and nothing can be derived from it: 401 for who came with such a one. It is on no
/// list and needs no revoking: only its parent has a record. `who` has a user.
checked<secret> derive_user_token(const store::keyring& keys, const caller& who,
                                  std::chrono::seconds lifetime);

}  // namespace carillon::api
