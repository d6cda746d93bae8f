// `carillon token create`: the first token of a project, which no endpoint can give, and users' tokens for
// trying things out.
#include <cstdio>
#include <iostream>
#include <optional>

#include "api/resources/tokens.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"
#include "store/jwt_registry.hpp"
#include "store/user.hpp"

namespace carillon::app {
namespace {

result<api::issued_token> issue(toolbox& box, const store::project& project, const command_line& line) {
  store::jwt_registry registry(box.link(), box.names());
  api::token_request wanted{.name = line.name, .expiry = std::nullopt};
  if (line.lifetime.count() > 0) wanted.expiry = line.lifetime;
  if (line.user.empty()) {
    return box.run(api::issue_project_token(box.keyring(), registry, project.id, std::move(wanted)));
  }
  store::users people(box.link(), box.names(), box.keyring());
  api::user_identity who{.email = {}, .external_id = line.user};
  return box.run(
      api::issue_user_token(box.keyring(), registry, people, project, std::move(who), std::move(wanted)));
}

}  // namespace

int create_token(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  auto issued = issue(**tools, *project, line);
  if (!issued) return report(issued.error());
  if (!line.is_json) {
    std::cout << issued->text.reveal() << '\n';
    return EXIT_SUCCESS;
  }
  json shown{{"token", issued->text.reveal()},
             {"token_id", issued->record.id.to_string()},
             {"project_id", project->id.to_string()},
             {"created_at", to_rfc3339(issued->record.created)}};
  if (issued->record.expires) shown["expires_at"] = to_rfc3339(*issued->record.expires);
  std::cout << dump_json(shown) << '\n';
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
