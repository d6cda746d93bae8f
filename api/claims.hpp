// What a bearer token says, checked as far as that goes without knowing keys: shape, kind, times
// (rest-contract.md 3). Pure; authenticator verifies signature and revocation.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "api/problem.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/jws.hpp"

namespace carillon::api {

enum class token_kind {
  project,        ///< issued by us: {role:"project", project_id, jti, iat, exp?}
  issued_user,    ///< issued by us: {role:"user", user_email, user_external_id, api_key, jti, iat, exp?}
  customer_user,  ///< signed by the customer's backend with the project's secret: api_key and no role
};

/// When a token counts (RFC 7519 4.1.4 to 4.1.6), seconds since 1970.
struct token_validity {
  double from = -std::numeric_limits<double>::infinity();  ///< the later of nbf and iat
  double until = std::numeric_limits<double>::infinity();  ///< exp

  /// With 60 s of leeway for clocks that differ.
  bool holds_at(timestamp at) const noexcept;
};

struct token_claims {
  token_kind kind = token_kind::project;
  token_validity valid;
  std::optional<jwt_id> id;        ///< of issued tokens
  project_id project;              ///< of project tokens
  std::string api_key;             ///< of user tokens
  std::string email, external_id;  ///< of user tokens; not both empty
};

/// 401 in the catalogue's codes for everything that does not add up. `at` is the wall clock; 60 s of leeway.
checked<token_claims> read_claims(const parsed_jws& token, timestamp at);
/// "jwt_auth_failed": one answer for all reasons, so that none leaks.
problem authentication_failed();

}  // namespace carillon::api
