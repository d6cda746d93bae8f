// Who is calling: Authorization header in, project and user out (rest-contract.md 3). One per io thread.
// Remembered are projects (5 s, in store::projects) and checked signatures; revocation is asked for each
// time: a revoked token is refused at its next use, and with it what was derived from it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "api/auth/claims.hpp"
#include "api/auth/token_memory.hpp"
#include "api/http/request.hpp"

namespace carillon::api {

class authenticator {
 public:
  /// After keyring.open(). References outlive it. `audiences`: what a token's `aud` may name.
  authenticator(const store::keyring& keys, store::projects& projects, store::users& users,
                store::jwt_registry& jwts, std::vector<std::string> audiences = {});

  /// 401 with the catalogue's codes, or 503 when Redis cannot be asked. The first valid token of an unknown
  /// user creates the user, unless it is older than that user's deletion.
  task<checked<caller>> authenticate(const net::h1_request& raw, role wanted);

 private:
  /// Those that may have signed a token, the current one first; null where there is none.
  using signing_keys = std::array<const secret*, 2>;

  /// What is found out about a token before its user matters.
  struct verified_token {
    token_claims claims;
    std::shared_ptr<const store::project> project;
    bool has_former_key = false;
  };

  task<checked<verified_token>> verify(std::string_view text);
  /// `token` is its awaiting caller's.
  task<checked<void>> check_revocation(const verified_token& token);
  /// Likewise `claims`, in these three.
  task<checked<std::shared_ptr<const store::project>>> find_project(const token_claims& claims);
  task<checked<store::user>> find_user(project_id project, const token_claims& claims);
  task<checked<store::user>> find_derived_user(project_id project, const token_claims& claims);
  signing_keys keys_of(token_kind kind, const store::project& project, timestamp at) const;

  secret project_key_;
  secret user_key_;
  secret derived_key_;
  std::vector<std::string> audiences_;
  store::projects& projects_;
  store::users& users_;
  store::jwt_registry& jwts_;
  token_memory memory_;
};

}  // namespace carillon::api
