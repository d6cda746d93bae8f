// `carillon project create|list|show|rotate-key`.
#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/project_view.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t longest_name = 255;

/// The one time a secret key is shown.
json with_secret(const store::project& project) {
  json shown = to_json(project);
  shown["secret_key"] = project.secret_key.reveal();
  return shown;
}

std::string as_line(const secret& key) {
  return "secret key  " + std::string(key.reveal()) + "  (id " + store::secret_key_id(key) + ")\n";
}

void tell_rotated(const store::project& project, bool has_new_public_key) {
  std::cout << "project     " << project.name << '\n';
  if (has_new_public_key) std::cout << "public key  " << project.public_key << '\n';
  std::cout << as_line(project.secret_key) << "\nThe secret key signs user JWTs and is not shown again. ";
  if (const auto& before = project.former_secret_key) {
    std::cout << "The former one counts until " << to_rfc3339(before->until)
              << ":\nlet all backends sign with the new one before.\n";
  } else {
    std::cout << "The former one counts no more: what it\nsigned is refused from now on, and so is what was "
                 "derived from that.\n";
  }
  if (const auto& before = project.former_public_key) {
    std::cout << "Tokens carry the public key as api_key: those with " << before->value << " count until "
              << to_rfc3339(before->until) << ".\n";
  } else if (has_new_public_key) {
    std::cout << "Tokens carry the public key as api_key: those with the former one are refused from now "
                 "on.\n";
  }
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
    std::cout << dump_json(with_secret(*made)) << '\n';
    return EXIT_SUCCESS;
  }
  std::cout << "project     " << made->name << "\nid          " << made->id.to_string() << "\npublic key  "
            << made->public_key << '\n'
            << as_line(made->secret_key)
            << "\nThe secret key signs user JWTs and is not shown again. Next: carillon token create\n";
  return EXIT_SUCCESS;
}

int list_projects(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto all = (*tools)->run((*tools)->projects().list());
  if (!all) return report(all.error());
  if (line.is_json) {
    json rows = json::array();
    for (const store::project& each : *all) rows.push_back(to_json(each));
    std::cout << dump_json(rows) << '\n';
    return EXIT_SUCCESS;
  }
  for (const store::project& each : *all) std::cout << to_line(each) << '\n';
  if (all->empty()) std::cout << "no project yet; make one: carillon project create NAME\n";
  return EXIT_SUCCESS;
}

int show_project(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto project = (*tools)->find_project(line.project, deleted_projects::too);
  if (!project) return report(project.error());
  std::cout << (line.is_json ? dump_json(to_json(*project)) + "\n" : to_page(*project));
  return EXIT_SUCCESS;
}

int rotate_project_key(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  auto& all = (*tools)->projects();
  if (line.ends_overlap) {
    auto ended = (*tools)->run(all.end_overlap(project->id));
    if (!ended) return report(ended.error());
    std::cout << (line.is_json ? dump_json(to_json(*ended)) + "\n" : to_page(*ended));
    return EXIT_SUCCESS;
  }
  const store::key_rotation wanted{.has_secret_key = true,
                                   .has_public_key = line.is_public_key_meant,
                                   .overlap = line.is_cut ? std::chrono::seconds(0) : line.lifetime};
  auto rotated = (*tools)->run(all.rotate(project->id, wanted));
  if (!rotated && rotated.error().code == errc::conflict) {
    return report(
        error(errc::conflict,
              "a key that was replaced before still counts, and two count at most. `carillon project "
              "show` says until when: wait for it, end it now with --end-overlap, or cut off all but "
              "the new key with --now"));
  }
  if (!rotated) return report(rotated.error());
  if (line.is_json) {
    std::cout << dump_json(with_secret(*rotated)) << '\n';
  } else {
    tell_rotated(*rotated, line.is_public_key_meant);
  }
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
