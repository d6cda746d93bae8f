// Who is calling: Authorization header in, project and user out (rest-contract.md 3). One per io thread.
// Nothing is remembered but projects (5 s, in store::projects): a revoked token is refused at its next use.
#pragma once

#include "api/claims.hpp"
#include "api/request.hpp"

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
  task<checked<store::project>> find_project(token_claims claims);
  task<checked<store::user>> find_user(project_id project, token_claims claims);
  bool is_signed(const parsed_jws& token, const token_claims& claims, const store::project& project) const;

  secret project_key_;
  secret user_key_;
  store::projects& projects_;
  store::users& users_;
  store::jwt_registry& jwts_;
};

}  // namespace carillon::api
