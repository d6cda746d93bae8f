// Slack's OAuth v2 as text: where to send the user, what to ask with the code that comes back, and what the
// answer means (providers.md 9). Pure; slack.cpp makes the call.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/token_parent.hpp"
#include "api/http/problem.hpp"
#include "api/schema.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"

namespace carillon::api {

/// What every installation asks for; clients may add to it.
const std::vector<std::string>& slack_scopes();

struct slack_consent {
  std::string page;  ///< https://slack.com/oauth/v2/authorize
  std::string client_id;
  std::vector<std::string> scopes;
  std::string redirect_url;  ///< empty: the app's only one
  std::string state;
};
/// The page that asks the user, with everything in its query.
std::string consent_url(const slack_consent& asked);

/// Who started an installation, of which app: what a state must still say when it comes back.
struct slack_state {
  project_id project;
  user_id user;
  std::string app_id;
};
/// So long a state is good.
inline constexpr std::chrono::minutes slack_state_lifetime{10};

/// What a state adds to that: it is used once, and dies with the token that asked for it.
struct slack_grant {
  std::string id;
  token_parent parent;
  timestamp until;
};
/// What we keep of a grant ourselves: without a signature, so of no use to who reads it.
json to_json(const slack_grant& grant);
/// Of what to_json wrote; nothing when it is over.
std::optional<slack_grant> parse_slack_grant(const json& written, timestamp at);
/// Signed, for `who` alone.
std::string make_slack_state(const slack_state& who, const slack_grant& grant, const secret& key);
/// Of a state that was made for `who` and is still good at `at`.
std::optional<slack_grant> read_slack_state(std::string_view text, const slack_state& who, const secret& key,
                                            timestamp at);

struct slack_code {
  std::string client_id;
  std::string client_secret;
  std::string code;
  std::string redirect_url;
};
/// The body of POST /api/oauth.v2.access.
std::string exchange_form(const slack_code& given);

/// A valid SlackInstallation (rest-contract.md 2), and nothing else of Slack's answer. 422 with Slack's word
/// for what is wrong with the code, 503 when it is Slack's trouble.
checked<json> read_slack_answer(int status, std::string_view body, std::string_view app_id);

/// SlackInstallation, as saved and answered.
rule slack_installation_rule();

}  // namespace carillon::api
