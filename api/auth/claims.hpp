// What a bearer token says, checked as far as that goes without knowing keys: shape, kind, times, audience
// (rest-contract.md 3). Pure; authenticator verifies signature and revocation.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/token_parent.hpp"
#include "api/http/problem.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/jws.hpp"

namespace carillon::api {

enum class token_kind {
  project,        ///< issued by us: {role:"project", project_id, jti, iat, exp?}
  issued_user,    ///< issued by us: {role:"user", user_email, user_external_id, api_key, jti, iat, exp?,
                  ///< through?}
  customer_user,  ///< signed by the customer's backend with the project's secret: api_key and no role
  derived_user,   ///< made by us from a user's token: {role:"user", parent, user_id, user_number, api_key,
                  ///< exp}
};

/// When a token counts (RFC 7519 4.1.4, 4.1.5), seconds since 1970. `iat` decides nothing (4.1.6): a clock
/// that went back would refuse what it signed before.
struct token_validity {
  double from = -std::numeric_limits<double>::infinity();  ///< nbf
  double until = std::numeric_limits<double>::infinity();  ///< exp

  /// With 60 s of leeway for clocks that differ.
  bool holds_at(timestamp at) const noexcept;
};

struct token_claims {
  token_kind kind = token_kind::project;
  token_validity valid;
  std::optional<jwt_id> id;            ///< of issued tokens
  std::optional<jwt_id> through;       ///< of user tokens issued through a project token: that one's id
  project_id project;                  ///< of project tokens
  std::string api_key;                 ///< of user tokens
  std::optional<timestamp> issued;     ///< of user tokens that say so (iat)
  std::string email, external_id;      ///< of user tokens; not both empty but in derived ones
  std::optional<token_parent> parent;  ///< of derived tokens, and who their user is:
  user_id user;
  std::uint32_t user_number = 0;  ///< never given twice: whoever is created anew is somebody else
};

/// 401 in the catalogue's codes for everything that does not add up, naming the claim. `at` is the wall
/// clock; 60 s of leeway. A claim `aud` must name one of `audiences` (RFC 7519 4.1.3).
checked<token_claims> read_claims(const parsed_jws& token, timestamp at,
                                  const std::vector<std::string>& audiences);
/// "jwt_auth_failed". `why` names the claim and repeats no value: "its exp has passed".
problem authentication_failed(std::string_view why);

}  // namespace carillon::api
