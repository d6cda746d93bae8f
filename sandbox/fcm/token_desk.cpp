#include "sandbox/fcm/token_desk.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/jws.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view jwt_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::string_view scope_prefix = "https://www.googleapis.com/auth/";
constexpr desk_facts token_facts{
    .name = "token",
    .route = "POST /token",
    .plays = "OAuth 2: RS256 assertions of service accounts",
    .is_delivering = false,
    .most_streams = 100,
};
constexpr std::int64_t longest_seconds = 3600;
constexpr std::int64_t skew_seconds = 60;

constexpr std::array<token_error, 11> errors{{
    {"invalid_grant", 400},
    {"invalid_request", 400},
    {"invalid_scope", 400},
    {"unsupported_grant_type", 400},
    {"invalid_client", 401},
    {"unauthorized_client", 401},
    {"access_denied", 403},
    {"not_found", 404},
    {"rate_limit_exceeded", 429},
    {"internal_failure", 500},
    {"temporarily_unavailable", 503},
}};

/// The value of one field of an x-www-form-urlencoded body; absent when missing, twice or malformed.
std::optional<std::string> form_field(std::string_view form, std::string_view name) {
  std::optional<std::string> value;
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(form.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    std::string raw{pair.substr(equals + 1)};
    std::ranges::replace(raw, '+', ' ');
    auto decoded = percent_decode(raw);
    if (value || !decoded) return std::nullopt;
    value = std::move(*decoded);
  }
  return value;
}

std::optional<std::int64_t> whole_number(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

check check_times(const json& claims, timestamp now) {
  constexpr const char* sentence =
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your "
      "iat "
      "and exp values in the JWT claim.";
  const auto issued = whole_number(claims, "iat");
  const auto expires = whole_number(claims, "exp");
  const auto seconds = to_unix_ms(now) / 1000;
  if (!issued || !expires) return refusal{"invalid_grant", sentence};
  const bool is_reasonable = *issued <= seconds + skew_seconds && *expires > seconds && *expires > *issued &&
                             *expires <= *issued + longest_seconds;
  if (!is_reasonable) return refusal{"invalid_grant", sentence};
  return std::nullopt;
}

/// Space-separated; every scope Google's, and one that allows messaging.
check check_scope(std::string_view scopes) {
  bool is_enough = false;
  bool is_known = !scopes.empty();
  while (!scopes.empty()) {
    const auto scope = scopes.substr(0, scopes.find(' '));
    scopes.remove_prefix(std::min(scopes.size(), scope.size() + 1));
    is_known = is_known && scope.starts_with(scope_prefix);
    const auto name = scope.substr(std::min(scope.size(), scope_prefix.size()));
    is_enough = is_enough || name == "firebase.messaging" || name == "cloud-platform";
  }
  if (is_known && is_enough) return std::nullopt;
  return refusal{"invalid_scope", "Invalid OAuth scope or ID token audience provided."};
}

}  // namespace

const desk_facts& token_desk::facts() const noexcept {
  return token_facts;
}

bool token_desk::serves(const incoming& request) const noexcept {
  return request.path == "/token" || request.path == "/oauth2/v4/token";
}

std::span<const token_error> token_errors() noexcept {
  return errors;
}

const token_error* find_token_error(std::string_view name) noexcept {
  const auto* found = std::ranges::find(errors, name, &token_error::error);
  return found == errors.end() ? nullptr : found;
}

answer make_token_refusal(int http, std::string_view error, std::string_view description) {
  answer reply;
  reply.status = http;
  reply.reason = error;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = dump_json(json{{"error", error}, {"error_description", description}});
  return reply;
}

check token_desk::verify(std::string_view assertion, std::string_view endpoint, timestamp now,
                         std::string& client_email) const {
  const auto token = parse_jws(assertion);
  if (!token) return refusal{"invalid_grant", "Invalid JWT: " + token.error().detail};
  client_email = text_of(token->claims, "iss");
  const auto* account = google_->find(client_email);
  if (account == nullptr) return refusal{"invalid_grant", "Invalid grant: account not found"};
  if (text_of(token->header, "alg") != "RS256")
    return refusal{"invalid_grant", "Invalid JWT: alg must be RS256."};
  const auto key_id = text_of(token->header, "kid");
  const bool is_other_key =
      !key_id.empty() && !account->private_key_id.empty() && key_id != account->private_key_id;
  if (is_other_key || !account->key.verify(token->signed_part, token->signature)) {
    return refusal{"invalid_grant", "Invalid JWT Signature."};
  }
  const auto audience = text_of(token->claims, "aud");
  if (audience != endpoint) return refusal{"invalid_grant", "Invalid JWT: Failed audience check."};
  if (auto refused = check_times(token->claims, now)) return refused;
  return check_scope(text_of(token->claims, "scope"));
}

void token_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto refuse_with = [&](std::string_view error, std::string_view description) {
    made.reply = make_token_refusal(find_token_error(error)->http, error, description);
    made.reply.detail = description;
  };
  if (request.method != "POST") return refuse_with("not_found", "POST to /token");
  if (!request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    return refuse_with("invalid_request", "The body must be a form.");
  }
  const auto grant = form_field(request.body, "grant_type");
  if (!grant) return refuse_with("invalid_request", "Required parameter is missing: grant_type");
  if (*grant != jwt_grant) return refuse_with("unsupported_grant_type", "Invalid grant_type: " + *grant);
  const auto assertion = form_field(request.body, "assertion");
  if (!assertion) return refuse_with("invalid_request", "Required parameter is missing: assertion");
  const std::string endpoint = "https://" + std::string(request.authority) + std::string(request.path);
  if (const auto refused = verify(*assertion, endpoint, at.now, made.subject.token)) {
    return refuse_with(refused->reason, refused->detail);
  }
  made.reply.content_type = "application/json; charset=utf-8";
  made.reply.body = dump_json(
      json{{"access_token", google_->bearers.issue(made.subject.token, at.now + at.how.token_lifetime)},
           {"expires_in", at.how.token_lifetime.count()},
           {"token_type", "Bearer"}});
}

answer token_desk::refuse(const canned_answer& wanted, timestamp) const {
  const auto* const row = find_token_error(wanted.reason);
  const int otherwise = row != nullptr ? row->http : 500;
  return make_token_refusal(wanted.status != 0 ? wanted.status : otherwise,
                            wanted.reason.empty() ? "internal_failure" : std::string_view(wanted.reason),
                            "As a rule of the sandbox demands.");
}

bool token_desk::knows(std::string_view reason) const noexcept {
  return find_token_error(reason) != nullptr;
}

std::optional<control_answer> token_desk::control(std::string_view method, std::string_view call,
                                                  std::string_view) {
  if (method != "DELETE" || call != "bearers") return std::nullopt;
  google_->bearers.revoke_all();
  return control_answer{.body = {{"status", "ok"}}};
}

}  // namespace carillon::sandbox
