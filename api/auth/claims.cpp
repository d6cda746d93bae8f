#include "api/auth/claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/field_checks.hpp"

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

checked<token_validity> read_validity(const json& claims, timestamp at) {
  token_validity valid;
  const auto not_a_time = [](std::string_view name) {
    return authentication_failed("its " + std::string(name) + " should be a number of seconds since 1970");
  };
  const auto expires = time_claim(claims, "exp", valid.until);
  if (!expires) return not_a_time("exp");
  const auto not_before = time_claim(claims, "nbf", valid.from);
  if (!not_before) return not_a_time("nbf");
  if (!time_claim(claims, "iat", 0)) return not_a_time("iat");
  valid = {*not_before, *expires};
  if (!token_validity{.from = valid.from}.holds_at(at))
    return authentication_failed("its nbf lies in the future");
  if (!valid.holds_at(at)) return authentication_failed("its exp has passed");
  return valid;
}

/// Why the header is none of ours; empty when it is.
std::string_view odd_header(const json& header) {
  const auto type = header.find("typ");
  if (type != header.end() && !(type->is_string() && (*type == "JWT" || *type == "jwt")))
    return "its typ should be JWT";
  const auto algorithm = header.find("alg");
  if (algorithm == header.end() || *algorithm != "HS256") return "its alg should be HS256";
  return {};
}

/// Why it is not addressed to us; empty when it is, or to nobody.
std::string_view odd_audience(const json& claims, const std::vector<std::string>& audiences) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return {};
  const auto is_us = [&](const json& one) {
    return one.is_string() &&
           std::ranges::find(audiences, one.get_ref<const std::string&>()) != audiences.end();
  };
  const bool is_ours = found->is_array() ? std::ranges::any_of(*found, is_us) : is_us(*found);
  if (is_ours) return {};
  return audiences.empty() ? "it has an aud, and the setting auth.audience names none"
                           : "its aud should be one that the setting auth.audience names";
}

/// iat as a time, for comparing alone; far ones end at the year 2286.
std::optional<timestamp> issued_at(const json& claims) {
  if (!claims.contains("iat")) return std::nullopt;
  const auto seconds = time_claim(claims, "iat", 0);
  if (!seconds) return std::nullopt;
  return from_unix_us(static_cast<std::int64_t>(std::clamp(*seconds, 0.0, 1e10) * 1e6));
}

checked<token_claims> read_issued(const json& claims, token_claims out) {
  const auto id = jwt_id::parse(text_claim(claims, "jti").value_or(""));
  if (!id) return authentication_failed("its jti should be the id of a token we issued");
  out.id = *id;
  if (out.kind == token_kind::issued_user && claims.contains(through_claim)) {
    const auto through = jwt_id::parse(text_claim(claims, through_claim).value_or(""));
    if (!through) return authentication_failed("its through should be the id of a token we issued");
    out.through = *through;
  }
  if (out.kind != token_kind::project) return out;
  const auto project = project_id::parse(text_claim(claims, "project_id").value_or(""));
  if (!project) return authentication_failed("its project_id should be the id of a project");
  out.project = *project;
  return out;
}

/// The project's public key, or none.
std::optional<std::string> read_api_key(const json& claims) {
  auto api_key = text_claim(claims, "api_key");
  if (!api_key || api_key->empty() || api_key->size() > schema::most_text) return std::nullopt;
  return api_key;
}

checked<token_claims> read_user(const json& claims, token_claims out) {
  auto api_key = read_api_key(claims);
  if (!api_key) return authentication_failed("its api_key should be the project's public key");
  auto email = text_claim(claims, "user_email");
  auto external_id = text_claim(claims, "user_external_id");
  if (!email || (!email->empty() && schema::check_email(*email))) {
    return problem{401, "the token's user_email should be a valid email", "invalid_user_email"};
  }
  const bool is_odd_id = !external_id || (!external_id->empty() && schema::check_external_id(*external_id));
  if (is_odd_id || (email->empty() && external_id->empty())) {
    return problem{401, "the token names no user: user_email or user_external_id", "user_not_found"};
  }
  out.api_key = std::move(*api_key);
  out.email = std::move(*email);
  out.external_id = std::move(*external_id);
  out.issued = issued_at(claims);
  return out;
}

checked<token_claims> read_derived(const json& claims, token_claims out) {
  auto api_key = read_api_key(claims);
  out.parent = parse_parent(claims["parent"]);
  const auto user = user_id::parse(text_claim(claims, "user_id").value_or(""));
  const auto number = claims.find("user_number");
  const bool has_number = number != claims.end() && number->is_number_unsigned();
  if (!api_key || !out.parent || !user || !has_number)
    return authentication_failed("its parent should be a token of a user");
  out.api_key = std::move(*api_key);
  out.user = *user;
  out.user_number = number->get<std::uint32_t>();
  return out;
}

}  // namespace

bool token_validity::holds_at(timestamp at) const noexcept {
  const auto current = static_cast<double>(to_unix_us(at)) / 1e6;
  return from <= current + leeway_seconds && current < until + leeway_seconds;
}

problem authentication_failed(std::string_view why) {
  return {401, std::string("the token is not valid: ").append(why), "jwt_auth_failed"};
}

checked<token_claims> read_claims(const parsed_jws& token, timestamp at,
                                  const std::vector<std::string>& audiences) {
  const auto& claims = token.claims;
  if (const auto why = odd_header(token.header); !why.empty()) return authentication_failed(why);
  if (const auto why = odd_audience(claims, audiences); !why.empty()) return authentication_failed(why);
  const auto valid = read_validity(claims, at);
  if (!valid) return valid.error();
  const auto role = text_claim(claims, "role").value_or("?");
  if (role == "project") return read_issued(claims, {.kind = token_kind::project, .valid = *valid});
  if (role.empty() && !claims.contains("role"))
    return read_user(claims, {.kind = token_kind::customer_user, .valid = *valid});
  if (role != "user")
    return authentication_failed("its role should be project or user, or absent from what a customer signs");
  if (claims.contains("parent"))
    return read_derived(claims, {.kind = token_kind::derived_user, .valid = *valid});
  const auto issued = read_issued(claims, {.kind = token_kind::issued_user, .valid = *valid});
  return issued ? read_user(claims, *issued) : issued;
}

}  // namespace carillon::api
