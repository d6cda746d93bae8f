// `carillon suppression list|add|remove`: addresses a project sends no mail to, for operators.
#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/field_checks.hpp"
#include "base/json.hpp"
#include "queue/event_log.hpp"
#include "store/suppression.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t page_size = 1000;

json view_of(const store::suppression& one) {
  json out{{"email", one.address},
           {"reason", to_string(one.reason)},
           {"source", one.source},
           {"created_at", to_rfc3339(one.added)}};
  if (!one.note.empty()) out["note"] = one.note;
  return out;
}

void print(const store::suppression& one, bool is_json) {
  if (is_json) {
    std::cout << dump_json(view_of(one)) << '\n';
  } else {
    std::printf("%-9s  %-10s  %-20.20s  %s\n", std::string(to_string(one.reason)).c_str(), one.source.c_str(),
                to_rfc3339(one.added).c_str(), one.address.c_str());
  }
}

/// The change is on record even if its event is not.
void tell(toolbox& tools, project_id project, event_name what, store::suppression_id id) {
  queue::event_log events(tools.link(), tools.names());
  const json note{{"suppression_id", id.to_string()}, {"source", "cli"}};
  const auto told = tools.run(events.append(project, what, dump_json(note)));
  if (!told) std::cerr << "its event was lost: " << told.error().detail << '\n';
}

}  // namespace

int list_suppressions(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::suppressions all((*tools)->link(), (*tools)->names());
  if (!line.is_json) std::printf("%-9s  %-10s  %-20s  %s\n", "REASON", "SOURCE", "ADDED", "ADDRESS");
  std::optional<store::suppression_id> after;
  while (true) {
    const auto rows = (*tools)->run(all.page(project->id, after, {}, page_size));
    if (!rows) return report(rows.error());
    for (const auto& each : *rows) print(each, line.is_json);
    if (rows->empty()) return EXIT_SUCCESS;
    after = store::suppression_id_of(project->id, rows->back().address);
  }
}

int add_suppression(const command_line& line) {
  if (const auto refused = schema::check_email(line.address))
    return report({errc::configuration, "the address " + std::string(*refused)});
  if (line.note.size() > store::most_suppression_note)
    return report({errc::configuration, "--note should have at most 500 bytes"});
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::suppressions all((*tools)->link(), (*tools)->names());
  const auto is_new = (*tools)->run(
      all.put(project->id, {.address = line.address, .note = line.note, .source = "cli", .delivery = {}}));
  if (!is_new) return report(is_new.error());
  if (*is_new)
    tell(**tools, project->id, "suppression.added", store::suppression_id_of(project->id, line.address));
  std::cout << (*is_new ? "added: no mail goes there from now on\n" : "it is there already\n");
  return EXIT_SUCCESS;
}

int remove_suppression(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::suppressions all((*tools)->link(), (*tools)->names());
  const auto id = store::suppression_id_of(project->id, line.address);
  const auto removed = (*tools)->run(all.remove(project->id, id));
  if (!removed) return report(removed.error());
  if (!*removed) return report({errc::not_found, "the address is not on the list"});
  tell(**tools, project->id, "suppression.removed", id);
  std::cout << "removed: mail goes there again\n";
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
