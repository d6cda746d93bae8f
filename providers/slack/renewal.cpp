#include "providers/slack/renewal.hpp"

#include "base/encoding.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::slack {
namespace {

constexpr json_limits answer_limits{.max_bytes = 64 * 1024, .max_depth = 16, .max_values = 1000};
/// Long before its end: what is under way goes on with the token it has.
constexpr std::chrono::minutes early{60};

bool is_due(const json& workspace, timestamp now) {
  if (text_of(workspace, "refresh_token").empty()) return false;
  const auto& ends = member_of(workspace, "expires_at");
  return ends.is_number_integer() &&
         now + early >= from_unix_ms(1000 * std::min(ends.get<std::int64_t>(), std::int64_t{1} << 40));
}

void ask(const json& config, const json& workspace, net::wire_request& out) {
  out.clear();
  out.path = "/api/oauth.v2.access";
  out.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
  out.headers.push_back({"accept", "application/json"});
  out.body = "grant_type=refresh_token&client_id=" + percent_encode(text_of(config, "client_id")) +
             "&client_secret=" + percent_encode(text_of(config, "client_secret")) +
             "&refresh_token=" + percent_encode(text_of(workspace, "refresh_token"));
}

result<json> read(const net::wire_response& response, const json& workspace) {
  const auto body = parse_json(response.body, answer_limits);
  const bool is_answer = body && member_of(*body, "ok").is_boolean();
  if (!is_answer || response.status == 429 || response.status >= 500)
    return error(errc::unavailable, "status " + std::to_string(response.status));
  if (!member_of(*body, "ok").get<bool>())
    return error(errc::configuration, sanitised(text_of(*body, "error")));
  auto renewed = workspace;
  for (const auto* name : {"access_token", "refresh_token"}) {
    auto token = text_of(*body, name);
    if (token.empty()) return error(errc::unavailable, "an answer without tokens");
    renewed[name] = std::move(token);
  }
  const auto& life = member_of(*body, "expires_in");
  if (life.is_number_integer()) {
    renewed["expires_in"] = life;
  } else {
    renewed.erase("expires_in");
  }
  return renewed;
}

}  // namespace

const renewal& rotation() noexcept {
  static constexpr renewal made{.is_due = is_due, .ask = ask, .read = read};
  return made;
}

}  // namespace carillon::providers::slack
