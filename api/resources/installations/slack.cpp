// Slack workspaces a user connects: start sends it to Slack's consent page, finish turns the code that comes
// back into tokens, save takes tokens got elsewhere. They rest sealed, told apart by app and team.
#include "api/http/body.hpp"
#include "api/resources/installations.hpp"
#include "api/resources/installations/slack_oauth.hpp"
#include "base/text_checks.hpp"
#include "net/url.hpp"
#include "providers/slack/ids.hpp"
#include "providers/slack/origin.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_text = 4096;
constexpr std::int64_t most_scopes = 100;
constexpr std::string_view state_purpose = "slack-state";

slack_state state_of(const request& of, std::string app_id) {
  return {of.project(), of.caller.user->id, std::move(app_id)};
}

schema::refusal check_scope(std::string_view value) noexcept {
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '.' || c == '_' || c == '-';
  };
  if (!value.empty() && std::ranges::all_of(value, is_fit)) return std::nullopt;
  return "should be a Slack scope";
}

/// Under which the state of a user's latest start waits.
std::string pending_name(const request& of, const std::string& app_id) {
  return "slack-" + of.caller.user->id.to_string() + "-" + app_id;
}

/// Ends with the caller's token at the latest.
slack_grant grant_of(const token_parent& parent, const caller& who) {
  const auto at = now();
  const auto longest = static_cast<double>(to_unix_ms(at + slack_state_lifetime)) / 1000;
  const auto until = std::min(longest, who.token.valid.until);
  return {uuid::v7(at).to_string(), parent, from_unix_ms(static_cast<std::int64_t>(until) * 1000)};
}

/// The project's own Slack app; 422 naming app_id when it has none of that id.
task<checked<json>> app_of(services& with, project_id project, std::string app_id) {
  const auto found = co_await with.integrations.list(project, "slack");
  if (!found) co_return to_problem(found.error());
  for (const auto& one : *found) {
    if (one.config.value("app_id", "") == app_id) co_return one.config;
  }
  co_return invalid({complaint_of("app_id", "should be the app of a slack integration")});
}

rule make_start_rule() {
  const auto optional = presence::optional;
  return object({{"app_id", text({1, max_text}, &providers::slack::check_app_id)},
                 {"auth_url", text({1, max_text}, &check_uri), optional},
                 {"extra_scopes", array_of(text({1, 100}, &check_scope), {0, most_scopes}), optional},
                 {"redirect_url", text({1, max_text}, &check_uri), optional}},
                unknown_keys::refused);
}

/// Ours, then the client's, each once.
std::vector<std::string> scopes_of(const json& body) {
  auto scopes = slack_scopes();
  for (const auto& one : body.value("extra_scopes", json::array())) {
    const auto& scope = one.get_ref<const std::string&>();
    if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
  }
  return scopes;
}

std::string home_of(const services& with) {
  namespace slack = providers::slack;
  return with.settings.providers.origin_of(slack::place).value_or(std::string(slack::origin));
}

/// A consent page of the client's choice must be Slack's all the same: the state goes there.
bool is_at_slack(const services& with, const std::string& page) {
  if (page.starts_with(home_of(with) + '/')) return true;
  const auto parts = net::parse_url(page);
  if (!parts || !parts->is_secure || page.find('?') != std::string::npos) return false;
  const auto& host = parts->target.host;
  const auto is_under = [&](std::string_view domain) {
    return host == domain || host.ends_with("." + std::string(domain));
  };
  return is_under("slack.com") || is_under("slack-gov.com");
}

task<response> start(services& with, request of) {
  static const rule expected = make_start_rule();
  const auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  const auto app_id = body->value("app_id", "");
  const auto app = co_await app_of(with, of.project(), app_id);
  if (!app) co_return failure(app.error());
  const auto page = body->value("auth_url", home_of(with) + "/oauth/v2/authorize");
  if (!is_at_slack(with, page)) co_return failure(invalid({complaint_of("auth_url", "should be at Slack")}));
  const auto parent = parent_of(of.caller);
  if (!parent) co_return failure(parent.error());
  const auto key = with.keyring.derive(state_purpose);
  const auto scopes = scopes_of(*body);
  const auto grant = grant_of(*parent, of.caller);
  const auto state = make_slack_state(state_of(of, app_id), grant, key);
  const auto kept = co_await with.used.lay_aside(of.project(), pending_name(of, app_id),
                                                 dump_json(to_json(grant)), slack_state_lifetime);
  if (!kept) co_return failure(kept.error());
  const auto url = consent_url({.page = page,
                                .client_id = app->value("client_id", ""),
                                .scopes = scopes,
                                .redirect_url = body->value("redirect_url", ""),
                                .state = state});
  co_return json_answer(201, {{"app_id", app_id}, {"auth_url", url}, {"scopes", scopes}});
}

task<response> keep(services& with, request of, json one, int status) {
  const auto owner = to_ref(of.project(), *of.caller.user);
  const auto saved = co_await with.installations.save_slack(of.project(), owner, one);
  if (!saved) co_return failure(saved.error());
  co_await note_installation(with, of, "slack");
  co_return json_answer(status, one);
}

/// Slack's answer to the code, read.
task<checked<json>> exchange(services& with, slack_code code, std::string app_id) {
  net::h1_call call;
  call.url = home_of(with) + "/api/oauth.v2.access";
  call.method = "POST";
  call.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}};
  call.body = exchange_form(code);
  const auto answer = co_await with.calls.call(std::move(call), destination::settings);
  if (!answer) co_return problem{503, "Slack cannot be reached for now", "slack_unavailable"};
  co_return read_slack_answer(answer->status, answer->body, app_id);
}

rule make_finish_rule() {
  return object({{"app_id", text({1, max_text}, &providers::slack::check_app_id)},
                 {"code", text({1, max_text})},
                 {"redirect_url", text({1, max_text}, &check_uri), presence::optional},
                 {"state", text({1, max_text}), presence::optional}});
}

problem wrong_state() {
  return invalid({complaint_of("state", "should be the state this user was given lately, unused")});
}

/// The one that came back from Slack or, from the contract's own clients, who have no field for it, the one
/// of this user's latest start: without either, the caller began nothing.
task<checked<slack_grant>> grant_given(services& with, const request& of, const json& body,
                                       std::string app_id) {
  auto pending = co_await with.used.take(of.project(), pending_name(of, app_id));
  if (!pending) co_return to_problem(pending.error());
  std::optional<slack_grant> grant;
  if (const auto given = text_of(body, "state"); !given.empty()) {
    const auto key = with.keyring.derive(state_purpose);
    grant = read_slack_state(given, state_of(of, std::move(app_id)), key, now());
  } else if (*pending) {
    const auto written = parse_json(**pending);
    if (written) grant = parse_slack_grant(*written, now());
  }
  if (!grant) co_return wrong_state();
  co_return std::move(*grant);
}

/// Without a state of its own whoever follows a link would install what somebody else had Slack allow (RFC
/// 6749 10.12). What it answers is used now.
task<checked<slack_grant>> use_grant(services& with, const request& of, const json& body,
                                     std::string app_id) {
  auto grant = co_await grant_given(with, of, body, std::move(app_id));
  if (!grant) co_return grant.error();
  const auto is_valid = co_await is_parent_valid(with.jwts, *of.caller.project, grant->parent);
  if (!is_valid) co_return to_problem(is_valid.error());
  if (!*is_valid) co_return wrong_state();
  // A second more than it lives: it must not be forgotten first.
  const auto left = std::chrono::ceil<std::chrono::seconds>(grant->until - now()) + std::chrono::seconds(1);
  const auto is_first = co_await with.used.claim(of.project(), grant->id, left);
  if (!is_first) co_return to_problem(is_first.error());
  if (!*is_first) co_return wrong_state();
  co_return std::move(*grant);
}

task<response> finish(services& with, request of) {
  static const rule expected = make_finish_rule();
  const auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  auto app_id = body->value("app_id", "");
  const auto app = co_await app_of(with, of.project(), app_id);
  if (!app) co_return failure(app.error());
  const auto grant = co_await use_grant(with, of, *body, app_id);
  if (!grant) co_return failure(grant.error());
  slack_code code{app->value("client_id", ""), app->value("client_secret", ""), body->value("code", ""),
                  body->value("redirect_url", "")};
  auto one = co_await exchange(with, std::move(code), app_id);
  if (!one && one.error().status == 503) {  // Slack's trouble: both may be tried again
    co_await with.used.release(of.project(), grant->id);
    co_await with.used.lay_aside(of.project(), pending_name(of, app_id), dump_json(to_json(*grant)),
                                 slack_state_lifetime);
  }
  if (!one) co_return failure(one.error());
  auto answer = co_await keep(with, std::move(of), std::move(*one), 201);
  co_return answer;
}

task<response> save(services& with, request of, int status) {
  static const rule expected = slack_installation_rule();
  auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  if (body->contains("incoming_webhook")) {
    const auto refused = with.urls.check((*body)["incoming_webhook"].value("url", ""));
    if (refused) co_return failure(invalid({complaint_of("incoming_webhook.url", *refused)}));
  }
  auto answer = co_await keep(with, std::move(of), std::move(*body), status);
  co_return answer;
}

}  // namespace

std::vector<route> slack_installation_routes() {
  constexpr std::string_view path = "/v2/integrations/slack/installations";
  return {
      {"POST", path, role::user, "save_slack_installation",
       [](services& with, request of) { return save(with, std::move(of), 201); }},
      {"PUT", path, role::user, "replace_slack_installation",
       [](services& with, request of) { return save(with, std::move(of), 200); }},
      {"POST", "/v2/integrations/slack/installations/start", role::user, "start_slack_installation", start},
      {"POST", "/v2/integrations/slack/installations/finish", role::user, "finish_slack_installation",
       finish},
  };
}

}  // namespace carillon::api
