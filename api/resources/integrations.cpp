#include "api/resources/integrations.hpp"

#include "api/http/body.hpp"
#include "api/http/paging.hpp"

namespace carillon::api {
namespace {

/// Of a kind that is not known any more nothing is shown.
json shown(const store::integration& one) {
  const auto* const kind = find_integration_kind(one.kind);
  return kind != nullptr ? redacted(one.config, kind->facts.secrets) : redacted_whole(one.config);
}

json item_view(const store::integration& one) {
  return {{"id", one.id.to_string()}, {"name", one.kind}, {"config", shown(one)}};
}

json note_of(std::string_view kind, std::string_view id) {
  json context = {{"name", kind}};
  if (!id.empty()) context["integration_id"] = id;
  return context;
}

task<response> save(services& with, request of, const integration_kind& kind) {
  auto config = co_await read_body(with, of, kind.config);
  if (!config) co_return failure(config.error());
  auto refused = check_destinations(kind, *config, with.urls);
  if (!refused.empty()) co_return failure(invalid(std::move(refused)));
  const auto saved = co_await with.integrations.put(of.project(), kind.facts, std::move(*config));
  if (!saved) co_return failure(saved.error());
  co_await note_event(with, of.project(), "integration.saved",
                      note_of(kind.facts.name, saved->id.to_string()));
  auto view = shown(*saved);
  view["id"] = saved->id.to_string();
  co_return json_answer(200, view);
}

task<response> list(services& with, request of, std::string_view kind) {
  const auto rows = co_await with.integrations.list(of.project(), std::string(kind));
  if (!rows) co_return failure(rows.error());
  auto data = json::array();
  for (const auto& row : *rows) data.push_back(item_view(row));
  auto answer = co_await list_answer(with, of, std::move(data));
  co_return answer;
}

/// The {id} of the path or the ?id= of newer clients; empty for neither.
std::string id_given(const request& of) {
  for (const auto& [name, value] : of.parameters) {
    if (name == "id") return value;
  }
  return std::string(of.query.get("id"));
}

task<response> remove(services& with, request of, const integration_kind& kind) {
  const auto given = id_given(of);
  std::optional<integration_id> id;
  if (!given.empty() || of.query.has("id")) {
    const auto parsed = integration_id::parse(given);
    if (!parsed) co_return failure(problem{400, "invalid id: it should be a UUID"});
    id = *parsed;
  }
  const auto removed = co_await with.integrations.remove(of.project(), kind.facts, id);
  if (!removed) co_return failure(removed.error());
  if (id && *removed == 0) co_return failure(problem{404, "no such integration"});
  if (*removed > 0)
    co_await note_event(with, of.project(), "integration.deleted", note_of(kind.facts.name, given));
  co_return no_content();
}

task<response> list_all(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  auto rows = co_await with.integrations.list(of.project(), {});
  if (!rows) co_return failure(rows.error());
  const auto ends =
      slice_page(*rows, *page, [](const store::integration& row) { return row.id.to_string(); });
  auto data = json::array();
  for (const auto& row : *rows) data.push_back(item_view(row));
  auto answer = co_await page_answer(with, of, *page, std::move(data), ends);
  co_return answer;
}

/// A kind and its paths: routes keep views of them.
struct kind_paths {
  const integration_kind& kind;
  std::string all, one;
};

const std::vector<kind_paths>& all_paths() {
  static const auto made = [] {
    std::vector<kind_paths> out;
    for (const auto& kind : integration_kinds()) {
      const auto all = "/v2/integrations/" + std::string(kind.facts.name);
      out.push_back({kind, all, all + "/{id}"});
    }
    return out;
  }();
  return made;
}

void add_routes(std::vector<route>& to, const kind_paths& paths) {
  const auto& kind = paths.kind;
  const std::string name(kind.facts.name);
  const handler remove_one_or_all = [&kind](services& with, request of) {
    return remove(with, std::move(of), kind);
  };
  constexpr auto who = role::project;
  to.push_back({"PUT", paths.all, who, "save_" + name + "_integration",
                [&kind](services& with, request of) { return save(with, std::move(of), kind); }});
  to.push_back({"GET", paths.all, who, "list_" + name + "_integrations",
                [&kind](services& with, request of) { return list(with, std::move(of), kind.facts.name); }});
  to.push_back({"DELETE", paths.all, who, "delete_" + name + "_integrations", remove_one_or_all});
  to.push_back({"DELETE", paths.one, who, "delete_" + name + "_integration", remove_one_or_all});
}

}  // namespace

std::vector<route> integration_routes() {
  std::vector<route> table{{"GET", "/v2/integrations", role::project, "list_integrations", list_all}};
  for (const auto& paths : all_paths()) add_routes(table, paths);
  return table;
}

}  // namespace carillon::api
