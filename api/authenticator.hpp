// Who is calling: Authorization header in, project and user out (rest-contract.md 3). One per io thread.
// Remembered are projects (5 s, in store::projects) and checked signatures; revocation is asked for each
// time: a revoked token is refused at its next use.
#pragma once

#include "api/claims.hpp"
#include "api/request.hpp"
#include "api/token_memory.hpp"

namespace carillon::api {

class authenticator {
 public:
  /// After keyring.open(). References outlive it.
  authenticator(const store::keyring& keys, store::projects& projects, store::users& users,
                store::jwt_registry& jwts);

  /// 401 with the catalogue's codes, or 503 when Redis cannot be asked. The first valid token of an unknown
  /// user creates the user.
  task<checked<caller>> authenticate(const net::h1_request& raw, role wanted);

 private:
  /// What is found out about a token before its user matters.
  struct verified_token {
    token_claims claims;
    store::project project;
  };

  task<checked<verified_token>> verify(std::string_view text);
  task<checked<store::project>> find_project(token_claims claims);
  task<checked<store::user>> find_user(project_id project, token_claims claims);
  const secret& key_of(token_kind kind, const store::project& project) const;

  secret project_key_;
  secret user_key_;
  store::projects& projects_;
  store::users& users_;
  store::jwt_registry& jwts_;
  token_memory memory_;
};

}  // namespace carillon::api
