#include "app/toolbox.hpp"

namespace carillon::app {

toolbox::toolbox(foundation base)
    : base_(std::move(base)),
      link_(net::connect_redis(context_, base_.redis)),
      names_(base_.settings.redis.key_prefix),
      keyring_(*link_, names_, base_.master_keys),
      projects_(*link_, names_, keyring_) {}

toolbox::~toolbox() {
  link_->close();
  context_.restart();
  context_.poll();
}

result<std::unique_ptr<toolbox>> toolbox::open(const config::load_sources& sources) {
  auto base = lay_foundation(sources, purpose::tool);
  if (!base) return base.error();
  const std::string prefix = base->settings.redis.key_prefix;
  const std::string durability = base->settings.redis.durability;
  std::unique_ptr<toolbox> made(new toolbox(std::move(*base)));
  queue::queue moving(*made->link_, {.prefix = prefix, .durability = durability});
  if (auto prepared = made->run(moving.prepare()); !prepared) return prepared.error();
  if (auto opened = made->run(made->keyring_.open()); !opened) return opened.error();
  return made;
}

result<store::project> toolbox::find_project(const std::string& text, deleted_projects which) {
  auto all = run(projects_.list());
  if (!all) return all.error();
  if (which == deleted_projects::not_at_all) std::erase_if(*all, &store::project::is_being_deleted);
  if (text.empty() && all->size() == 1) return all->front();
  std::string names;
  std::vector<store::project> matching;
  for (store::project& each : *all) {
    names += (names.empty() ? "" : ", ") + each.name + " (" + each.id.to_string() + ")";
    const bool is_meant =
        !text.empty() && (each.id.to_string() == text || each.public_key == text || each.name == text);
    if (is_meant) matching.push_back(std::move(each));
  }
  if (matching.size() == 1) return std::move(matching.front());
  if (names.empty())
    return error(errc::not_found, "there is no project yet; make one: carillon project create NAME");
  const std::string why = text.empty()       ? "say which project with --project"
                          : matching.empty() ? "no project \"" + text + "\""
                                             : "several projects are named \"" + text + "\"; give the id";
  return error(errc::invalid_argument, why + "; there is: " + names);
}

}  // namespace carillon::app
