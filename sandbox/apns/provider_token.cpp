#include "sandbox/apns/provider_token.hpp"

#include <chrono>
#include <utility>

#include "base/jws.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::int64_t oldest_seconds = 3600;      // "no later than 60 minutes"
constexpr std::int64_t skew_seconds = 60;          // how far ahead of our clock a token may be issued
constexpr std::int64_t renewal_seconds = 20 * 60;  // "no oftener than every 20 minutes"
constexpr std::size_t most_remembered = 4096;

std::int64_t unix_seconds(timestamp now) {
  return to_unix_ms(now) / 1000;
}

bool has_text(const json& object, const char* name) {
  return object.contains(name) && object.at(name).is_string();
}

/// The token behind "bearer ", or empty. The scheme's case does not matter (RFC 9110 11.1).
std::string_view strip_bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if ((authorization[i] | 0x20) != (scheme[i] | 0x20)) return {};
  }
  return authorization.substr(scheme.size());
}

check check_age(std::int64_t issued_at, timestamp now) {
  const auto seconds = unix_seconds(now);
  if (issued_at < seconds - oldest_seconds) return refusal{"ExpiredProviderToken", "iat is over an hour ago"};
  if (issued_at > seconds + skew_seconds) return refusal{"ExpiredProviderToken", "iat is in the future"};
  return std::nullopt;
}

}  // namespace

check provider_token_checker::verify(std::string_view token, verified_token& out) const {
  const auto parsed = parse_jws(token);
  if (!parsed) return refusal{"InvalidProviderToken", "not a JWS: " + parsed.error().detail};
  const json& header = parsed->header;
  const json& claims = parsed->claims;
  if (!has_text(header, "alg") || header.at("alg") != "ES256") {
    return refusal{"InvalidProviderToken", "alg must be ES256"};
  }
  if (!has_text(header, "kid")) return refusal{"InvalidProviderToken", "kid is missing"};
  if (!has_text(claims, "iss")) return refusal{"InvalidProviderToken", "iss is missing"};
  if (!claims.contains("iat") || !claims.at("iat").is_number_integer()) {
    return refusal{"InvalidProviderToken", "iat must be whole seconds"};
  }
  const auto* credential = book_.find(header.at("kid").get_ref<const std::string&>());
  if (credential == nullptr) return refusal{"InvalidProviderToken", "no key of this kid is registered"};
  if (claims.at("iss") != credential->team_id) {
    return refusal{"InvalidProviderToken", "iss is not the team this key belongs to"};
  }
  if (!credential->key.verify(parsed->signed_part, parsed->signature)) {
    return refusal{"InvalidProviderToken",
                   "the signature does not verify (raw R and S, 64 bytes, are expected)"};
  }
  out = {credential, claims.at("iat").get<std::int64_t>()};
  return std::nullopt;
}

check provider_token_checker::check_connection(std::string_view token, const verified_token& verified,
                                               connection_tokens& connection) {
  const apns_credential& credential = *verified.credential;
  if (connection.team_id.empty()) {
    connection.team_id = credential.team_id;
    connection.key_id = credential.key_id;
    connection.current = token;
    connection.current_issued_at = verified.issued_at;
    return std::nullopt;
  }
  if (token == connection.current || token == connection.previous) return std::nullopt;
  if (credential.team_id != connection.team_id) {
    return refusal{"InvalidProviderToken", "a connection serves one team, and another came first"};
  }
  if (credential.key_id != connection.key_id && !credential.topics.empty()) {
    return refusal{"UnrelatedKeyIdInToken",
                   "a connection serves one topic-scoped key, and another came first"};
  }
  if (verified.issued_at < connection.current_issued_at + renewal_seconds) {
    return refusal{"TooManyProviderTokenUpdates", "a new token less than 20 minutes after the one before"};
  }
  connection.previous = std::exchange(connection.current, std::string(token));
  connection.current_issued_at = verified.issued_at;
  return std::nullopt;
}

provider_token_checker::outcome provider_token_checker::check_token(std::string_view authorization,
                                                                    apns_environment environment,
                                                                    connection_tokens& connection,
                                                                    timestamp now) {
  if (authorization.empty()) return {refusal{"MissingProviderToken", "no authorization header"}};
  const std::string token{strip_bearer(authorization)};
  if (token.empty()) return {refusal{"MissingProviderToken", "authorization must be: bearer <jwt>"}};

  auto known = verified_.find(token);
  if (known == verified_.end()) {
    verified_token fresh{};
    if (auto refused = verify(token, fresh)) return {std::move(refused)};
    if (verified_.size() >= most_remembered) verified_.clear();
    known = verified_.emplace(token, fresh).first;
  }
  const verified_token& verified = known->second;
  if (auto refused = check_age(verified.issued_at, now)) return {std::move(refused)};
  if (!verified.credential->allows(environment)) {
    return {refusal{"BadEnvironmentKeyIdInToken", "this key is not for this environment"}};
  }
  if (auto refused = check_connection(token, verified, connection)) return {std::move(refused)};
  return {std::nullopt, verified.credential};
}

}  // namespace carillon::sandbox
