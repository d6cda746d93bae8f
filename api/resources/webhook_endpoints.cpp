#include "api/resources/webhook_endpoints.hpp"

#include <algorithm>

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "api/resources/webhook_endpoint_schema.hpp"
#include "base/redaction.hpp"
#include "engine/webhooks/endpoint_events.hpp"
#include "store/webhook_secret.hpp"

namespace carillon::api {
namespace {

constexpr std::chrono::seconds usual_overlap = std::chrono::hours(24);

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

/// When what it was not told yet began to happen; none: it knows all there is.
task<result<std::optional<std::int64_t>>> behind_since(services& with, project_id project,
                                                       integration_id id) {
  queue::endpoint_calls calls(with.queue.link(), with.queue.names());
  auto progress = co_await calls.load(project, id);
  if (!progress) co_return progress.error();
  queue::event_tail tail(with.queue.link(), with.queue.names());
  auto first = co_await tail.first_unread_ms(project, progress->cursors);
  co_return first;
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
  const bool is_called = found->is_called();
  auto view = co_await view_of(with, of.project(), std::move(*found));
  if (!view) co_return failure(view.error());
  if (is_called) {
    const auto behind = co_await behind_since(with, of.project(), *id);
    if (!behind) co_return failure(behind.error());
    if (*behind) (*view)["status"]["behind_since"] = to_rfc3339(from_unix_ms(**behind));
  }
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

task<response> rotate_secret(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto body = co_await read_body(with, of, rotation_rule());
  if (!body) co_return failure(body.error());
  const auto overlap = std::chrono::seconds(body->value("overlap_seconds", usual_overlap.count()));
  const auto at = now();
  const auto fresh =
      body->contains("secret") ? secret(text_of(*body, "secret")) : store::make_webhook_secret();
  const auto edit = [&](store::webhook_endpoint& saved) {
    return store::rotate_secret(saved, fresh, overlap, at);
  };
  const auto saved = co_await with.endpoints.change(of.project(), *id, edit);
  if (!saved) co_return failure(saved.error());
  co_await note_event(with, of.project(), "integration.saved", note_of(*id));
  json view = {{"id", id->to_string()}, {"secret", saved->signing_secret.reveal()}};
  if (overlap.count() > 0) view["former_until"] = to_rfc3339(at + overlap);
  co_return json_answer(200, view);
}

/// A made-up event, in the log like any other: it goes the way of all of them.
task<response> test_endpoint(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto found = co_await with.endpoints.find(of.project(), *id);
  if (!found) co_return failure(found.error());
  if (!found->is_called()) co_return failure(error(errc::conflict, "the endpoint is disabled"));
  const auto noted = co_await with.events.append(of.project(), engine::endpoint_test,
                                                 dump_json({{"integration_id", id->to_string()}}));
  if (!noted) co_return failure(noted.error());
  co_return json_answer(201, {{"event_id", queue::to_event_id(of.project(), *noted).to_string()}});
}

response refuse_redelivery(queue::redeliver_outcome why) {
  switch (why) {
    case queue::redeliver_outcome::gone:
      return failure(problem{404, "no such webhook endpoint"});
    case queue::redeliver_outcome::busy:
      return failure(error(errc::conflict, "a span of time is being told again already"));
    case queue::redeliver_outcome::too_many:
      return failure(error(errc::conflict, "too many events wait to be told again"));
    case queue::redeliver_outcome::done:
      break;
  }
  return no_content();
}

task<response> redeliver(services& with, request of) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto body = co_await read_body(with, of, redelivery_rule());
  if (!body) co_return failure(body.error());
  queue::redelivery what;
  if (const auto event = text_of(*body, "event_id"); !event.empty()) {
    const auto known = event_id::parse(event).value();
    const auto position = queue::parse_event_id(of.project(), known);
    if (!position) co_return failure(problem{404, "no such event"});
    const auto row = co_await with.events.find(of.project(), *position);
    if (!row) co_return failure(row.error());
    what.events.push_back(known);
  } else {
    const auto until = body->contains("until") ? parse_rfc3339(text_of(*body, "until")).value() : now();
    const auto since = parse_rfc3339(text_of(*body, "since")).value();
    what.is_span_kept = false;
    what.next = queue::span_between(since, until);
  }
  queue::endpoint_calls calls(with.queue.link(), with.queue.names());
  const auto done = co_await calls.redeliver(of.project(), *id, std::move(what));
  if (!done) co_return failure(done.error());
  co_return refuse_redelivery(*done);
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
      {"POST", "/v2/integrations/webhook/{id}/rotate_secret", project, "rotate_webhook_secret",
       rotate_secret},
      {"POST", "/v2/integrations/webhook/{id}/test", project, "test_webhook_endpoint", test_endpoint},
      {"POST", "/v2/integrations/webhook/{id}/redeliver", project, "redeliver_webhook_events", redeliver},
  };
}

}  // namespace carillon::api
