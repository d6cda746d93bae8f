// Bearer tokens: the raw input as a token, and as the claims of a token that is well signed.
#include "api/auth/claims.hpp"
#include "base/jws.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

const timestamp at = from_unix_ms(1'800'000'000'000);

void read(const parsed_jws& token) {
  const auto claims = api::read_claims(token, at, {});
  if (!claims) return;
  const bool is_user = claims->kind != api::token_kind::project;
  const bool is_derived = claims->kind == api::token_kind::derived_user;
  demand(is_derived == claims->parent.has_value(), "a derived token names its parent, and no other does");
  demand(!is_user || is_derived || !claims->email.empty() || !claims->external_id.empty(),
         "a user's token names its user");
  demand(!is_user || !claims->api_key.empty(), "a user's token names its project's key");
}

void run(std::string_view input) {
  const secret key("a key nobody knows");
  if (const auto parsed = parse_jws(input)) {
    demand(!verify_hs256(*parsed, key), "nobody forges a signature");
    read(*parsed);
  }
  const auto claims = parse_json(input);
  if (!claims || !claims->is_object()) return;
  const auto token = sign_hs256(*claims, key);
  const auto signed_one = parse_jws(token, token.size());
  if (!signed_one) return;
  demand(signed_one->claims == *claims && verify_hs256(*signed_one, key), "a token reads as it was signed");
  demand(!verify_hs256(*signed_one, secret("another key")), "a signature is good under its own key only");
  read(*signed_one);
}

const registration here({.name = "jwt", .run = run});

}  // namespace
}  // namespace carillon::fuzz
