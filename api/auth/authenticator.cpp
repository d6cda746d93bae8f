#include "api/auth/authenticator.hpp"

#include "api/resources/tokens.hpp"
#include "base/keyed_hash.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t max_token = 8 * 1024;

/// What follows "Bearer" and its spaces, or nothing.
std::string_view bearer_of(const net::h1_request& raw) {
  if (raw.count("authorization") != 1) return {};
  auto value = raw.header("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (value.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = value[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != scheme[i]) return {};
  }
  value.remove_prefix(scheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

problem wrong_role(role wanted, role actual) {
  return {401, "authorize: incorrect role, claim[" + std::string(to_string(actual)) + "] roles[[" +
                   std::string(to_string(wanted)) + "]]"};
}

/// One sentence for a project nobody has and a signature that is not its: who guesses learns nothing.
problem wrong_signature(token_kind kind) {
  return authentication_failed(
      kind == token_kind::customer_user
          ? "its api_key names no project, or no secret key of that project signed it"
          : "we did not sign it, or its project is gone");
}

/// not_found is the token's fault, everything else is not.
problem unless_missing(const error& cause, problem when_missing) {
  return cause.code == errc::not_found ? std::move(when_missing) : to_problem(cause);
}

}  // namespace

authenticator::authenticator(const store::keyring& keys, store::projects& projects, store::users& users,
                             store::jwt_registry& jwts, std::vector<std::string> audiences)
    : project_key_(project_token_key(keys)),
      user_key_(user_token_key(keys)),
      derived_key_(derived_token_key(keys)),
      audiences_(std::move(audiences)),
      projects_(projects),
      users_(users),
      jwts_(jwts) {}

task<checked<caller>> authenticator::authenticate(const net::h1_request& raw, role wanted) {
  const auto text = bearer_of(raw);
  if (text.empty()) {
    co_return problem{401, "the Authorization header should be: Bearer <token>", "invalid_jwt_format"};
  }
  auto token = co_await verify(text);
  if (!token) co_return token.error();
  const auto& claims = token->claims;
  const auto actual = claims.kind == token_kind::project ? role::project : role::user;
  if (claims.id || claims.parent) {
    const auto kept = co_await check_revocation(*token);
    if (!kept) co_return kept.error();
  }
  if (actual != wanted) co_return wrong_role(wanted, actual);
  caller who{std::move(token->project), std::nullopt,
             caller_token{claims.kind, claims.id, claims.valid, token->has_former_key, claims.through}};
  if (actual == role::user) {
    checked<store::user> user = problem();
    if (claims.parent) {
      user = co_await find_derived_user(who.project->id, claims);
    } else {
      user = co_await find_user(who.project->id, claims);
    }
    if (!user) co_return user.error();
    who.user = std::move(*user);
  }
  co_return who;
}

task<checked<authenticator::verified_token>> authenticator::verify(std::string_view text) {
  const auto at = now();
  const auto digest = keyed_hash(text);
  if (const auto* const remembered = memory_.recall(digest, at)) {
    auto known = *remembered;  // others are remembered while we wait
    auto project = co_await find_project(known.claims);
    if (!project) co_return project.error();
    const auto keys = keys_of(known.claims.kind, **project, at);
    const bool is_current = known.is_signed_with(*keys[0]);
    if (!is_current && !(keys[1] != nullptr && known.is_signed_with(*keys[1])))
      co_return wrong_signature(known.claims.kind);
    co_return verified_token{std::move(known.claims), std::move(*project), !is_current};
  }
  const auto token = parse_jws(text, max_token);
  if (!token) co_return problem{401, "the token cannot be parsed", "unparsable_jwt_token"};
  auto claims = read_claims(*token, at, audiences_);
  if (!claims) co_return claims.error();
  auto project = co_await find_project(*claims);
  if (!project) co_return project.error();
  const auto keys = keys_of(claims->kind, **project, at);
  const bool is_current = verify_hs256(*token, *keys[0]);
  if (!is_current && !(keys[1] != nullptr && verify_hs256(*token, *keys[1])))
    co_return wrong_signature(claims->kind);
  memory_.remember(digest, *claims, is_current ? *keys[0] : *keys[1]);
  co_return verified_token{std::move(*claims), std::move(*project), !is_current};
}

task<checked<void>> authenticator::check_revocation(const verified_token& token) {
  const auto& claims = token.claims;
  if (claims.parent) {
    const auto is_valid = co_await is_parent_valid(jwts_, *token.project, *claims.parent);
    if (!is_valid) co_return to_problem(is_valid.error());
    if (!*is_valid) co_return authentication_failed("the token it was derived from was revoked");
  } else if (claims.id) {
    result<bool> is_valid = false;
    if (claims.kind == token_kind::project) {
      is_valid = co_await jwts_.is_project_token_valid(token.project->id, *claims.id);
    } else {
      is_valid = co_await jwts_.is_user_token_valid(token.project->id, *claims.id, claims.through);
    }
    if (!is_valid) co_return to_problem(is_valid.error());
    if (!*is_valid) co_return authentication_failed("it was revoked, or never issued");
  }
  co_return checked<void>();
}

task<checked<std::shared_ptr<const store::project>>> authenticator::find_project(const token_claims& claims) {
  if (claims.kind == token_kind::project) {
    auto by_id = co_await projects_.find(claims.project);
    if (!by_id) co_return unless_missing(by_id.error(), wrong_signature(claims.kind));
    co_return std::move(*by_id);
  }
  auto by_key = co_await projects_.find_by_public_key(claims.api_key);
  if (!by_key) co_return unless_missing(by_key.error(), wrong_signature(claims.kind));
  co_return std::move(*by_key);
}

authenticator::signing_keys authenticator::keys_of(token_kind kind, const store::project& project,
                                                   timestamp at) const {
  switch (kind) {
    case token_kind::project:
      return {&project_key_, nullptr};
    case token_kind::issued_user:
      return {&user_key_, nullptr};
    case token_kind::derived_user:
      return {&derived_key_, nullptr};
    case token_kind::customer_user:
      break;
  }
  return project.secret_keys_at(at);
}

/// Never creates one: a user who was deleted, and whoever was created in its place since, is somebody else.
task<checked<store::user>> authenticator::find_derived_user(project_id project, const token_claims& claims) {
  auto found = co_await users_.find(project, claims.user);
  const auto gone = authentication_failed("the user it was made for is gone");
  if (!found) co_return unless_missing(found.error(), gone);
  if (found->number != claims.user_number) co_return gone;
  co_return std::move(*found);
}

task<checked<store::user>> authenticator::find_user(project_id project, const token_claims& claims) {
  const problem ambiguous{401, "several users share the token's email", "ambiguous_user_email"};
  auto found = co_await users_.admit(project, claims.external_id, claims.email, claims.issued);
  if (found) co_return std::move(*found);
  if (found.error().code == errc::conflict) co_return ambiguous;
  if (found.error().code == errc::unauthenticated)
    co_return problem{401, found.error().detail, "user_not_found", "sign a new token"};
  co_return to_problem(found.error());
}

}  // namespace carillon::api
