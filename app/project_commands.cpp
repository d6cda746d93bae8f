// `carillon project create|list`.
#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t longest_name = 255;

json shown(const store::project& project) {
  return {{"id", project.id.to_string()},
          {"name", project.name},
          {"public_key", project.public_key},
          {"created_at", to_rfc3339(project.created)}};
}

}  // namespace

int create_project(const command_line& line) {
  if (line.name.empty() || line.name.size() > longest_name || !is_valid_utf8(line.name)) {
    return report(error(errc::configuration, "the project's name should have 1 to 255 bytes of UTF-8"));
  }
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto made = (*tools)->run((*tools)->projects().create(line.name));
  if (!made) return report(made.error());
  if (line.is_json) {
    json text = shown(*made);
    text["secret_key"] = made->secret_key.reveal();
    std::cout << dump_json(text) << '\n';
    return EXIT_SUCCESS;
  }
  std::cout << "project     " << made->name << "\nid          " << made->id.to_string() << "\npublic key  "
            << made->public_key << "\nsecret key  " << made->secret_key.reveal()
            << "\n\nThe secret key signs user JWTs and is not shown again. Next: carillon token create\n";
  return EXIT_SUCCESS;
}

int list_projects(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto all = (*tools)->run((*tools)->projects().list());
  if (!all) return report(all.error());
  if (line.is_json) {
    json rows = json::array();
    for (const store::project& each : *all) rows.push_back(shown(each));
    std::cout << dump_json(rows) << '\n';
    return EXIT_SUCCESS;
  }
  for (const store::project& each : *all) {
    std::cout << each.id.to_string() << "  " << each.public_key << "  " << each.name << '\n';
  }
  if (all->empty()) std::cout << "no project yet; make one: carillon project create NAME\n";
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
