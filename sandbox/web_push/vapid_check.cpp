#include "sandbox/web_push/vapid_check.hpp"

#include <algorithm>
#include <optional>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/jws.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::int64_t longest_seconds = 24 * 3600;
constexpr std::string_view scheme = "vapid ";
constexpr std::size_t most_remembered = 10'000;

/// The parameter's value in "t=…, k=…"; empty when it is missing.
std::string_view parameter_of(std::string_view parameters, std::string_view name) noexcept {
  while (!parameters.empty()) {
    auto part = parameters.substr(0, parameters.find(','));
    parameters.remove_prefix(std::min(parameters.size(), part.size() + 1));
    part.remove_prefix(std::min(part.size(), part.find_first_not_of(' ')));
    if (part.starts_with(name) && part.substr(name.size()).starts_with('='))
      return part.substr(name.size() + 1);
  }
  return {};
}

/// As Apple reads it: a bare address, or an https URL, of no local host.
bool is_contact(std::string_view text) noexcept {
  const bool is_odd =
      text.find_first_of(" <>\"") != text.npos || text.ends_with("localhost") || text.ends_with(".local");
  const bool is_mail = text.starts_with("mailto:") && text.find('@') != text.npos;
  return !is_odd && (is_mail || text.starts_with("https://"));
}

check refuse(std::string_view key, std::string_view detail) {
  return refusal{key, std::string(detail)};
}

}  // namespace

check vapid_checker::verify(std::string_view token, std::string_view key, std::string_view audience,
                            verified_token& out) const {
  const auto point = base64url_decode(key);
  const auto verifier = verifying_key::from_p256_point(point ? std::string_view(*point) : std::string_view());
  if (!verifier) return refuse("INVALID_AUTH", "k is no public key on P-256, base64url without padding");
  const auto parsed = parse_jws(token);
  if (!parsed) return refuse("BAD_JWT", "t is no JWT");
  const bool is_es256 = text_of(parsed->header, "alg") == "ES256" && text_of(parsed->header, "typ") == "JWT";
  if (!is_es256) return refuse("BAD_JWT", "its header is not {\"typ\":\"JWT\",\"alg\":\"ES256\"}");
  if (!verifier->verify(parsed->signed_part, parsed->signature))
    return refuse("BAD_JWT", "its signature is not k's");
  if (text_of(parsed->claims, "aud") != audience)
    return refuse("BAD_JWT", "aud is not " + std::string(audience));
  const json& expires = member_of(parsed->claims, "exp");
  if (!expires.is_number_integer()) return refuse("BAD_JWT", "exp is missing");
  if (!is_contact(text_of(parsed->claims, "sub"))) return refuse("BAD_JWT", "sub is no mailto: or https URL");
  out = {.public_key = *point, .expires_at = expires.get<std::int64_t>()};
  return std::nullopt;
}

vapid_checker::outcome vapid_checker::check_token(std::string_view authorization, std::string_view audience,
                                                  timestamp now) {
  if (!authorization.starts_with(scheme))
    return {refuse("UNAUTHORIZED", "authorization: vapid t=…, k=…"), {}};
  std::string name(audience);
  name.append(" ").append(authorization);
  auto known = verified_.find(name);
  if (known == verified_.end()) {
    const auto parameters = authorization.substr(scheme.size());
    verified_token verified;
    if (auto refused =
            verify(parameter_of(parameters, "t"), parameter_of(parameters, "k"), audience, verified))
      return {std::move(refused), {}};
    if (verified_.size() >= most_remembered) verified_.clear();
    known = verified_.emplace(std::move(name), std::move(verified)).first;
  }
  const auto left = known->second.expires_at - to_unix_ms(now) / 1000;
  if (left <= 0) return {refuse("BAD_JWT", "the token has expired"), {}};
  if (left > longest_seconds) return {refuse("BAD_JWT", "exp is more than a day away"), {}};
  return {std::nullopt, known->second.public_key};
}

}  // namespace carillon::sandbox
