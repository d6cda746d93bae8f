#include "providers/fcm/credential.hpp"

#include <algorithm>
#include <chrono>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/jws.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr std::string_view scope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::string_view grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::int64_t assertion_life = 3600;     // seconds: the most Google takes
constexpr std::int64_t longest_life = 24 * 3600;  // seconds: what a stranger's endpoint may claim
constexpr std::chrono::minutes renewed_before{5};
constexpr std::chrono::seconds used_until{10};  // before the end
constexpr std::size_t most_token = 8192;
constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 8, .max_values = 200};

std::string path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t slash = url.find('/', host == std::string_view::npos ? 0 : host + 3);
  return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}

std::string origin_of(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, url.find('/', host + 3)));
}

/// RFC 6750 2.1, and no longer than a header should be.
bool is_token(std::string_view text) noexcept {
  return !text.empty() && text.size() <= most_token &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// Google's error code of a token answer: "invalid_grant".
std::string error_code_of(const result<json>& body) {
  const bool has_code = body && body->is_object() && body->contains("error") && (*body)["error"].is_string();
  return has_code ? (*body)["error"].get<std::string>() : std::string();
}

}  // namespace

credential::credential(const config& account)
    : account_(account),
      shared_key_("fcm/" + account.client_email + '/' + account.private_key_id + '/' + account.token_uri +
                  '/' + account.key.public_pem()),
      issuer_{.place = {}, .url = origin_of(account.token_uri), .is_foreign = true} {}

void credential::ask(timestamp now, net::wire_request& out) const {
  const std::int64_t issued = to_unix_ms(now) / 1000;
  const json claims{{"iss", account_.client_email},
                    {"scope", scope},
                    {"aud", account_.token_uri},
                    {"iat", issued},
                    {"exp", issued + assertion_life}};
  const json header{{"typ", "JWT"}, {"kid", account_.private_key_id}};
  out.clear();
  out.path = path_of(account_.token_uri);
  out.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
  out.body =
      "grant_type=" + percent_encode(grant_type) + "&assertion=" + sign_jws(header, claims, account_.key);
}

token_answer credential::read(const net::wire_response& response, timestamp asked) const {
  const auto body = parse_json(response.body, body_limits);
  // The endpoint is a URL from an upload: what it answers becomes a header only if it could be one.
  const bool has_token = response.status == 200 && body && body->is_object() &&
                         body->contains("access_token") && (*body)["access_token"].is_string() &&
                         is_token((*body)["access_token"].get_ref<const std::string&>());
  if (has_token) {
    const auto lifetime = body->find("expires_in");
    const bool is_timed = lifetime != body->end() && lifetime->is_number_integer();
    const auto seconds =
        is_timed ? std::clamp<std::int64_t>(lifetime->get<std::int64_t>(), 0, longest_life) : assertion_life;
    const auto end = asked + std::chrono::seconds(seconds);
    return {.given = token{.text = secret("Bearer " + (*body)["access_token"].get<std::string>()),
                           .renew_at = end - renewed_before,
                           .ends_at = end - used_until},
            .refusal = {}};
  }
  token_answer refused;
  refused.refusal = make_unlisted(response, error_code_of(body), asked);
  // Of this endpoint every 4xx but 429 (and 408, 425) speaks about the account (providers.md 2, token table),
  // and a 200 without a token is not Google.
  const bool is_transient = refused.refusal.meaning == answer_class::retry ||
                            refused.refusal.meaning == answer_class::retry_after ||
                            refused.refusal.meaning == answer_class::reconnect;
  if (!is_transient) refused.refusal.meaning = answer_class::config;
  refused.refusal.reason = 0xffff;
  return refused;
}

}  // namespace carillon::providers::fcm
