#include "api/resources/installations.hpp"

namespace carillon::api {

std::vector<route> installation_routes() {
  auto all = inbox_installation_routes();
  for (const auto more :
       {&slack_installation_routes, &template_installation_routes, &web_push_installation_routes}) {
    for (auto& row : more()) all.push_back(std::move(row));
  }
  return all;
}

task<> note_installation(services& with, const request& of, std::string kind) {
  json context = {{"kind", std::move(kind)}, {"user_id", of.caller.user->id.to_string()}};
  co_await note_event(with, of.project(), "installation.saved", std::move(context));
}

}  // namespace carillon::api
