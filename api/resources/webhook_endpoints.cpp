#include "api/resources/webhook_endpoints.hpp"

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "api/resources/webhook_endpoint_schema.hpp"
#include "base/redaction.hpp"
#include "store/webhook_secret.hpp"

namespace carillon::api {
namespace {

json note_of(integration_id id) {
  return {{"name", "webhook"}, {"integration_id", id.to_string()}};
}

json saved_view(const store::webhook_endpoint& endpoint) {
  auto view = webhook_config_view(endpoint);
  view["id"] = endpoint.id.to_string();
  return view;
}

task<result<json>> view_of(services& with, project_id project, store::webhook_endpoint endpoint) {
  queue::endpoint_calls calls(with.queue.link(), with.queue.names());
  const auto progress = co_await calls.load(project, endpoint.id);
  if (!progress) co_return progress.error();
  co_return webhook_endpoint_view(endpoint, *progress);
}

/// The body of a valid endpoint whose URL may be called.
task<checked<json>> read_endpoint(services& with, request& of, endpoint_body kind) {
  auto body = co_await read_body(with, of, webhook_endpoint_rule(kind));
  if (!body) co_return body.error();
  if (const auto refused = with.urls.check(text_of(*body, "url")))
    co_return invalid({complaint_of("url", *refused)});
  co_return std::move(*body);
}

task<response> create_endpoint(services& with, request of) {
  const auto body = co_await read_endpoint(with, of, endpoint_body::created);
  if (!body) co_return failure(body.error());
  store::webhook_endpoint wanted;
  apply_body(*body, wanted);
  wanted.signing_secret =
      body->contains("secret") ? secret(text_of(*body, "secret")) : store::make_webhook_secret();
  const auto made =
      co_await with.endpoints.create(of.project(), std::move(wanted), with.settings.webhooks.endpoints);
  if (!made) co_return failure(made.error());
  co_await note_event(with, of.project(), "integration.saved", note_of(made->id));
  auto view = saved_view(*made);
  view["secret"] = made->signing_secret.reveal();
  co_return json_answer(201, view);
}

task<response> list_endpoints(services& with, request of) {
  auto rows = co_await with.endpoints.list(of.project());
  if (!rows) co_return failure(rows.error());
  auto data = json::array();
  for (auto& row : *rows) {
    auto view = co_await view_of(with, of.project(), std::move(row));
    if (!view) co_return failure(view.error());
    data.push_back(std::move(*view));
  }
  auto answer = co_await list_answer(with, of, std::move(data));
  co_return answer;
}

task<response> fetch_endpoint(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  auto found = co_await with.endpoints.find(of.project(), *id);
  if (!found) co_return failure(found.error());
  const auto view = co_await view_of(with, of.project(), std::move(*found));
  if (!view) co_return failure(view.error());
  co_return json_answer(200, *view);
}

task<response> save_endpoint(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto body = co_await read_endpoint(with, of, endpoint_body::replaced);
  if (!body) co_return failure(body.error());
  const auto edit = [&](store::webhook_endpoint& saved) -> result<void> {
    const auto given = text_of(*body, "secret");
    if (!given.empty() && !is_filler(given) && given != saved.signing_secret.reveal())
      return error(errc::conflict, complaint_of("secret", "is replaced by rotate_secret"));
    apply_body(*body, saved);
    return {};
  };
  const auto saved = co_await with.endpoints.change(of.project(), *id, edit);
  if (!saved) co_return failure(saved.error());
  co_await note_event(with, of.project(), "integration.saved", note_of(*id));
  co_return json_answer(200, saved_view(*saved));
}

task<response> delete_endpoint(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto removed = co_await with.endpoints.remove(of.project(), *id);
  if (!removed) co_return failure(removed.error());
  co_await note_event(with, of.project(), "integration.deleted", note_of(*id));
  co_return no_content();
}

}  // namespace

std::vector<route> webhook_endpoint_routes() {
  constexpr auto project = role::project;
  constexpr auto all = "/v2/integrations/webhook";
  constexpr auto one = "/v2/integrations/webhook/{id}";
  return {
      {"POST", all, project, "create_webhook_endpoint", create_endpoint},
      {"GET", all, project, "list_webhook_endpoints", list_endpoints},
      {"GET", one, project, "fetch_webhook_endpoint", fetch_endpoint},
      {"PUT", one, project, "save_webhook_endpoint", save_endpoint},
      {"DELETE", one, project, "delete_webhook_endpoint", delete_endpoint},
  };
}

}  // namespace carillon::api
