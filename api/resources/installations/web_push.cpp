// Web push in a browser: the project's public key to subscribe with, a short-lived token for the window that
// asks the user, and the subscription itself, saved as any web_push token.
#include "api/resources/channel_tokens.hpp"
#include "api/resources/installations.hpp"
#include "api/resources/tokens.hpp"

namespace carillon::api {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds token_lifetime = 10min;

task<response> start(services& with, request of) {
  const auto found = co_await with.integrations.list(of.project(), "web_push");
  if (!found) co_return failure(found.error());
  if (found->empty()) co_return failure(problem{404, "the project has no web_push integration"});
  const auto derived = derive_user_token(with.keyring, of.caller, token_lifetime);
  if (!derived) co_return failure(derived.error());
  co_return json_answer(201, {{"public_key", found->front().config.value("public_key", "")},
                              {"auth_token", derived->reveal()}});
}

}  // namespace

std::vector<route> web_push_installation_routes() {
  constexpr std::string_view path = "/v2/integrations/web_push/installations";
  constexpr auto via = provider::web_push;
  return {
      {"POST", path, role::user, "save_web_push_installation", save_channel_token(via, 201)},
      {"PUT", path, role::user, "replace_web_push_installation", save_channel_token(via, 200)},
      {"POST", "/v2/integrations/web_push/installations/start", role::user, "start_web_push_installation",
       start},
  };
}

}  // namespace carillon::api
