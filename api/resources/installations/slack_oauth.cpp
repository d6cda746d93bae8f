#include "api/resources/installations/slack_oauth.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "base/jws.hpp"
#include "base/text_checks.hpp"
#include "providers/slack/ids.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_text = 4096;

rule some_text() {
  return text({1, max_text});
}
rule any_text() {
  return text({0, max_text});
}
field optional(std::string_view name, rule value) {
  return {name, std::move(value), presence::optional};
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) (out += out.empty() ? "" : ",") += word;
  return out;
}

void append_field(std::string& form, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!form.empty()) form += '&';
  form.append(name).append("=").append(percent_encode(value));
}

/// Slack's words are snake_case; anything else is not repeated.
std::string word_in(const json& answer) {
  const auto found = answer.find("error");
  if (found == answer.end() || !found->is_string()) return "unknown_error";
  const auto& word = found->get_ref<const std::string&>();
  const auto is_fit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !word.empty() && word.size() <= 64 && std::ranges::all_of(word, is_fit) ? word : "unknown_error";
}

bool is_slacks_trouble(std::string_view word) noexcept {
  constexpr std::array words{"internal_error",  "fatal_error", "service_unavailable",
                             "request_timeout", "ratelimited", "rate_limited"};
  return std::ranges::find(words, word) != words.end();
}

problem slack_unavailable() {
  return {503, "Slack cannot be reached for now", "slack_unavailable"};
}

}  // namespace

const std::vector<std::string>& slack_scopes() {
  static const std::vector<std::string> scopes{"chat:write", "channels:read", "groups:read"};
  return scopes;
}

std::string consent_url(const slack_consent& asked) {
  std::string query;
  append_field(query, "client_id", asked.client_id);
  append_field(query, "scope", joined(asked.scopes));
  append_field(query, "redirect_uri", asked.redirect_url);
  append_field(query, "state", asked.state);
  return asked.page + '?' + query;
}

json to_json(const slack_grant& grant) {
  return {{"jti", grant.id}, {"parent", to_claim(grant.parent)}, {"exp", to_unix_ms(grant.until) / 1000}};
}

std::optional<slack_grant> parse_slack_grant(const json& written, timestamp at) {
  const auto until = written.value("exp", std::int64_t{0});
  auto parent = parse_parent(written.value("parent", json()));
  if (!parent || until <= to_unix_ms(at) / 1000) return std::nullopt;
  return slack_grant{written.value("jti", ""), std::move(*parent), from_unix_ms(until * 1000)};
}

std::string make_slack_state(const slack_state& who, const slack_grant& grant, const secret& key) {
  auto claims = to_json(grant);
  claims["project"] = who.project.to_string();
  claims["user"] = who.user.to_string();
  claims["app_id"] = who.app_id;
  return sign_hs256(claims, key);
}

std::optional<slack_grant> read_slack_state(std::string_view text, const slack_state& who, const secret& key,
                                            timestamp at) {
  const auto parsed = parse_jws(text);
  if (!parsed || !verify_hs256(*parsed, key)) return std::nullopt;
  const auto& claims = parsed->claims;  // ours, so of the types we wrote
  const bool is_theirs = claims.value("project", "") == who.project.to_string() &&
                         claims.value("user", "") == who.user.to_string() &&
                         claims.value("app_id", "") == who.app_id;
  return is_theirs ? parse_slack_grant(claims, at) : std::nullopt;
}

std::string exchange_form(const slack_code& given) {
  std::string form;
  append_field(form, "client_id", given.client_id);
  append_field(form, "client_secret", given.client_secret);
  append_field(form, "code", given.code);
  append_field(form, "redirect_uri", given.redirect_url);
  return form;
}

checked<json> read_slack_answer(int status, std::string_view body, std::string_view app_id) {
  if (status == 429 || status >= 500) return slack_unavailable();
  auto answer = parse_json(body);
  if (!answer || !answer->is_object()) return slack_unavailable();
  if (!(*answer).contains("ok") || (*answer)["ok"] != true) {
    const auto word = word_in(*answer);
    if (is_slacks_trouble(word)) return slack_unavailable();
    return problem{422, "Slack refused the code: " + word, word};
  }
  // An app installed for a whole organisation has no team: the organisation stands in for it.
  if ((!answer->contains("team") || (*answer)["team"].is_null()) && answer->contains("enterprise"))
    (*answer)["team"] = (*answer)["enterprise"];
  static const rule expected = slack_installation_rule();
  const auto found = validate(expected, *answer);
  if (!found.empty()) return problem{503, "Slack's answer cannot be used: " + found.front(), "slack_answer"};
  if ((*answer)["app_id"] != app_id) return problem{422, "Slack's code belongs to another app", "app_id"};
  return std::move(*answer);
}

rule slack_installation_rule() {
  rule flag{.kind = rule::type::boolean};
  const auto seconds = integer({0, std::int64_t{1} << 40});
  auto user = object({{"id", some_text()},
                      optional("access_token", any_text()),
                      optional("expires_in", seconds),
                      optional("refresh_token", any_text()),
                      optional("scope", any_text()),
                      optional("token_type", any_text())});
  auto hook = object({{"channel", any_text()},
                      {"configuration_url", text({1, max_text}, &check_uri)},
                      {"url", text({1, max_text}, &check_uri)}});
  return object({{"access_token", some_text()},
                 {"app_id", text({1, max_text}, &providers::slack::check_app_id)},
                 {"authed_user", std::move(user)},
                 {"team", object({{"id", some_text()}, optional("name", any_text())})},
                 optional("bot_user_id", any_text()),
                 optional("enterprise", object({{"id", some_text()}, {"name", any_text()}})),
                 optional("expires_in", seconds),
                 optional("id", any_text()),
                 optional("incoming_webhook", std::move(hook)),
                 optional("is_enterprise_install", std::move(flag)),
                 optional("refresh_token", any_text()),
                 optional("scope", any_text()),
                 optional("token_type", any_text())});
}

}  // namespace carillon::api
