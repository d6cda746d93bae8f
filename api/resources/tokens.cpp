#include "api/resources/tokens.hpp"

#include <algorithm>
#include <cmath>

#include "api/http/request.hpp"
#include "base/jws.hpp"

namespace carillon::api {
namespace {

store::jwt_record make_record(token_request wanted, timestamp at) {
  store::jwt_record record;
  record.id = jwt_id::make(at);
  record.name = std::move(wanted.name);
  record.created = at;
  if (wanted.expiry) record.expires = at + *wanted.expiry;
  return record;
}

json common_claims(const store::jwt_record& record) {
  json claims = {{"jti", record.id.to_string()}, {"iat", to_unix_ms(record.created) / 1000}};
  if (record.expires) claims["exp"] = to_unix_ms(*record.expires) / 1000;
  return claims;
}

task<result<issued_token>> record_token(store::jwt_registry& registry, project_id project,
                                        issued_token token) {
  auto record = token.record;
  const auto added = co_await registry.add(project, std::move(record));
  if (!added) co_return added.error();
  co_return token;
}

}  // namespace

secret project_token_key(const store::keyring& keys) {
  return keys.derive("project-jwt");
}
secret user_token_key(const store::keyring& keys) {
  return keys.derive("user-jwt");
}
secret derived_token_key(const store::keyring& keys) {
  return keys.derive("derived-jwt");
}

task<result<issued_token>> issue_project_token(const store::keyring& keys, store::jwt_registry& registry,
                                               project_id project, token_request wanted) {
  issued_token token;
  token.record = make_record(std::move(wanted), now());
  auto claims = common_claims(token.record);
  claims["role"] = "project";
  claims["project_id"] = project.to_string();
  token.text = secret(sign_hs256(claims, project_token_key(keys)));
  auto recorded = co_await record_token(registry, project, std::move(token));
  co_return recorded;
}

task<result<issued_token>> issue_user_token(const store::keyring& keys, store::jwt_registry& registry,
                                            store::users& users, store::project project, user_identity who,
                                            token_request wanted, std::optional<jwt_id> through) {
  store::user_fields fields;
  if (!who.email.empty()) fields.email = who.email;
  if (!who.external_id.empty()) fields.external_id = who.external_id;
  const auto user = co_await users.upsert(project.id, std::move(fields));
  if (!user) co_return user.error();
  issued_token token;
  token.record = make_record(std::move(wanted), now());
  token.record.user = user->id;
  token.record.through = through;
  auto claims = common_claims(token.record);
  claims["role"] = "user";
  claims["user_email"] = who.email.empty() ? json() : json(who.email);
  claims["user_external_id"] = who.external_id.empty() ? json() : json(who.external_id);
  claims["api_key"] = project.public_key;
  if (through) claims[through_claim] = through->to_string();
  token.text = secret(sign_hs256(claims, user_token_key(keys)));
  auto recorded = co_await record_token(registry, project.id, std::move(token));
  co_return recorded;
}

checked<secret> derive_user_token(const store::keyring& keys, const caller& who,
                                  std::chrono::seconds lifetime) {
  const auto parent = parent_of(who);
  if (!parent) return parent.error();
  const auto issued = to_unix_ms(now()) / 1000;
  const auto until =
      std::min(static_cast<double>(issued + lifetime.count()), std::floor(who.token.valid.until));
  const auto& user = *who.user;
  json claims = {{"iat", issued},
                 {"exp", static_cast<std::int64_t>(until)},
                 {"role", "user"},
                 {"parent", to_claim(*parent)},
                 {"user_id", user.id.to_string()},
                 {"user_number", user.number},
                 {"user_email", user.email.empty() ? json() : json(user.email)},
                 {"user_external_id", user.external_id.empty() ? json() : json(user.external_id)},
                 {"api_key", who.project->public_key}};
  return secret(sign_hs256(claims, derived_token_key(keys)));
}

}  // namespace carillon::api
