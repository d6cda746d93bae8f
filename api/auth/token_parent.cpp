#include "api/auth/token_parent.hpp"

#include "api/http/request.hpp"

namespace carillon::api {

checked<token_parent> parent_of(const caller& who) {
  const auto& token = who.token;
  switch (token.kind) {
    case token_kind::issued_user:
      return token_parent{token.id, {}, token.through};
    case token_kind::customer_user: {
      const auto& former = who.project->former_secret_key;
      const auto& key = token.has_former_key && former ? former->value : who.project->secret_key;
      return token_parent{std::nullopt, store::secret_key_id(key), std::nullopt};
    }
    case token_kind::derived_user:
    case token_kind::project:
      break;
  }
  return problem{401, "no token can be derived from this one: use the token it was derived from",
                 "jwt_auth_failed"};
}

json to_claim(const token_parent& parent) {
  if (!parent.id) return {{"key", parent.key}};
  json claim = {{"jti", parent.id->to_string()}};
  if (parent.through) claim[through_claim] = parent.through->to_string();
  return claim;
}

std::optional<token_parent> parse_parent(const json& claim) {
  if (!claim.is_object()) return std::nullopt;
  const auto text = [&](const char* name) {
    const auto found = claim.find(name);
    return found != claim.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (const auto id = jwt_id::parse(text("jti"))) {
    token_parent parent{*id, {}, std::nullopt};
    if (const auto through = jwt_id::parse(text(through_claim))) parent.through = *through;
    return claim.size() == (parent.through ? 2U : 1U) ? std::optional(std::move(parent)) : std::nullopt;
  }
  auto key = text("key");
  if (key.empty() || claim.size() != 1) return std::nullopt;
  return token_parent{std::nullopt, std::move(key), std::nullopt};
}

task<result<bool>> is_parent_valid(store::jwt_registry& registry, store::project project,
                                   token_parent parent) {
  if (parent.id) {
    auto is_valid = co_await registry.is_user_token_valid(project.id, *parent.id, parent.through);
    co_return is_valid;
  }
  for (const auto* key : project.secret_keys_at(now())) {
    if (key != nullptr && store::secret_key_id(*key) == parent.key) co_return true;
  }
  co_return false;
}

}  // namespace carillon::api
