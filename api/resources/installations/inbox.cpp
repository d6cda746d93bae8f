// The inbox's look for one user: its own, else the project's, else a plain one.
#include "api/http/body.hpp"
#include "api/resources/installations.hpp"
#include "api/resources/integration_kinds/rules.hpp"

namespace carillon::api {
namespace {

task<response> save(services& with, request of, int status) {
  static const rule expected = inbox_config();
  const auto config = co_await read_body(with, of, expected);
  if (!config) co_return failure(config.error());
  const auto owner = to_ref(of.project(), *of.caller.user);
  const auto saved = co_await with.installations.save_inbox(of.project(), owner, *config);
  if (!saved) co_return failure(saved.error());
  co_await note_installation(with, of, "inbox");
  co_return json_answer(status, *config);
}

/// Valid by the contract, and leaves every decision to the client.
json plain_config() {
  return {{"images", nullptr}, {"locale", "en"}, {"theme", nullptr}};
}

task<response> start(services& with, request of) {
  auto own = co_await with.installations.of(of.project(), to_ref(of.project(), *of.caller.user));
  if (!own) co_return failure(own.error());
  if (own->inbox.is_object()) co_return json_answer(201, own->inbox);
  const auto projects = co_await with.integrations.list(of.project(), "inbox");
  if (!projects) co_return failure(projects.error());
  co_return json_answer(201, projects->empty() ? plain_config() : projects->front().config);
}

}  // namespace

std::vector<route> inbox_installation_routes() {
  constexpr std::string_view path = "/v2/integrations/inbox/installations";
  return {
      {"POST", path, role::user, "save_inbox_installation",
       [](services& with, request of) { return save(with, std::move(of), 201); }},
      {"PUT", path, role::user, "replace_inbox_installation",
       [](services& with, request of) { return save(with, std::move(of), 200); }},
      {"POST", "/v2/integrations/inbox/installations/start", role::user, "start_inbox_installation", start},
  };
}

}  // namespace carillon::api
