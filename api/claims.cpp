#include "api/claims.hpp"

#include <algorithm>
#include <cmath>

#include "store/rules.hpp"

namespace carillon::api {
namespace {

constexpr double leeway_seconds = 60;

/// A claim that must be a text when it is there; null counts as absent. None: it is something else.
std::optional<std::string> text_claim(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || found->is_null()) return std::string();
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

/// NumericDate (RFC 7519 2). `otherwise` when it is absent; none when it is no finite number.
std::optional<double> time_claim(const json& claims, const char* name, double otherwise) {
  const auto found = claims.find(name);
  if (found == claims.end()) return otherwise;
  if (!found->is_number()) return std::nullopt;
  const auto claimed = found->get<double>();
  if (!std::isfinite(claimed)) return std::nullopt;
  return claimed;
}

std::optional<token_validity> validity_of(const json& claims) {
  constexpr token_validity always;
  const auto expires = time_claim(claims, "exp", always.until);
  const auto not_before = time_claim(claims, "nbf", always.from);
  const auto issued = time_claim(claims, "iat", always.from);
  if (!expires || !not_before || !issued) return std::nullopt;
  return token_validity{std::max(*not_before, *issued), *expires};
}

bool has_plain_header(const json& header) {
  const auto type = header.find("typ");
  if (type == header.end()) return true;
  return type->is_string() && (*type == "JWT" || *type == "jwt");
}

checked<token_claims> read_issued(const json& claims, token_claims out) {
  const auto id = jwt_id::parse(text_claim(claims, "jti").value_or(""));
  if (!id) return authentication_failed();
  out.id = *id;
  if (out.kind != token_kind::project) return out;
  const auto project = project_id::parse(text_claim(claims, "project_id").value_or(""));
  if (!project) return authentication_failed();
  out.project = *project;
  return out;
}

checked<token_claims> read_user(const json& claims, token_claims out) {
  auto api_key = text_claim(claims, "api_key");
  auto email = text_claim(claims, "user_email");
  auto external_id = text_claim(claims, "user_external_id");
  if (!api_key || api_key->empty() || api_key->size() > store::most_text) return authentication_failed();
  if (!email || (!email->empty() && store::check_email(*email))) {
    return problem{401, "the token's user_email should be a valid email", "invalid_user_email"};
  }
  const bool is_odd_id = !external_id || (!external_id->empty() && store::check_external_id(*external_id));
  if (is_odd_id || (email->empty() && external_id->empty())) {
    return problem{401, "the token names no user: user_email or user_external_id", "user_not_found"};
  }
  out.api_key = std::move(*api_key);
  out.email = std::move(*email);
  out.external_id = std::move(*external_id);
  return out;
}

}  // namespace

bool token_validity::holds_at(timestamp at) const noexcept {
  const auto current = static_cast<double>(to_unix_us(at)) / 1e6;
  return from <= current + leeway_seconds && current < until + leeway_seconds;
}

problem authentication_failed() {
  return {401, "the token is not valid: check its signature, its expiry and the key it was signed with",
          "jwt_auth_failed"};
}

checked<token_claims> read_claims(const parsed_jws& token, timestamp at) {
  const auto& claims = token.claims;
  // A claim `aud` addresses somebody; we have no name to be addressed by (RFC 7519 4.1.3).
  const bool is_ours = has_plain_header(token.header) && !claims.contains("aud");
  const auto valid = validity_of(claims);
  const auto role = text_claim(claims, "role");
  if (!is_ours || !valid || !valid->holds_at(at) || !role) return authentication_failed();
  if (*role == "project") return read_issued(claims, {.kind = token_kind::project, .valid = *valid});
  if (role->empty() && !claims.contains("role")) {
    return read_user(claims, {.kind = token_kind::customer_user, .valid = *valid});
  }
  if (*role != "user") return authentication_failed();
  const auto issued = read_issued(claims, {.kind = token_kind::issued_user, .valid = *valid});
  return issued ? read_user(claims, *issued) : issued;
}

}  // namespace carillon::api
