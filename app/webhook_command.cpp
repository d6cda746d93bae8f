// `carillon webhook …`: endpoints of a project that are told what happens, for operators. What is refused by
// REST is refused here.
#include <cstdio>
#include <functional>
#include <iostream>

#include "api/resources/outgoing_urls.hpp"
#include "api/resources/webhook_endpoint_schema.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "engine/webhooks/endpoint_events.hpp"
#include "store/webhook_secret.hpp"

namespace carillon::app {
namespace {

error refused(std::string why) {
  return {errc::configuration, std::move(why)};
}

/// What every one of these commands works with.
struct bench {
  std::unique_ptr<toolbox> tools;
  project_id project;
  store::webhook_endpoints endpoints;
  queue::endpoint_calls calls;
  queue::event_log events;

  /// The change is on record even if its event is not.
  void tell(event_name what, integration_id endpoint) {
    const json note{{"name", "webhook"}, {"integration_id", endpoint.to_string()}};
    const auto told = tools->run(events.append(project, what, dump_json(note)));
    if (!told) std::cerr << "its event was lost: " << told.error().detail << '\n';
  }
};

result<bench> open_bench(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return tools.error();
  const auto project = (*tools)->find_project(line.project);
  if (!project) return project.error();
  auto& link = (*tools)->link();
  const auto names = (*tools)->names();
  auto& keyring = (*tools)->keyring();
  return bench{std::move(*tools), project->id, {link, names, keyring}, {link, names}, {link, names}};
}

result<integration_id> endpoint_of(const command_line& line) {
  const auto id = integration_id::parse(line.endpoint);
  if (!id) return refused("an endpoint is named by its id, as carillon webhook list shows it");
  return *id;
}

/// Runs `act` on the endpoint that the words name.
int with_endpoint(const command_line& line, const std::function<result<void>(bench&, integration_id)>& act) {
  const auto id = endpoint_of(line);
  if (!id) return report(id.error());
  auto on = open_bench(line);
  if (!on) return report(on.error());
  const auto done = act(*on, *id);
  return done ? EXIT_SUCCESS : report(done.error());
}

result<json> view_of(bench& on, const store::webhook_endpoint& one) {
  const auto progress = on.tools->run(on.calls.load(on.project, one.id));
  if (!progress) return progress.error();
  return api::webhook_endpoint_view(one, *progress);
}

/// By the rules of REST.
result<store::webhook_endpoint> wanted_endpoint(const command_line& line, const config::settings& settings) {
  json body{{"url", line.url},
            {"description", line.note},
            {"events", line.events},
            {"categories", line.categories}};
  const auto complaints = schema::validate(api::webhook_endpoint_rule(api::endpoint_body::created), body);
  if (!complaints.empty()) return refused(complaints.front());
  const auto urls = api::outgoing_urls::make(settings.providers.allowed_networks);
  if (!urls) return urls.error();
  if (const auto why = urls->check(line.url)) return refused("the URL " + std::string(*why));
  store::webhook_endpoint wanted;
  api::apply_body(body, wanted);
  wanted.signing_secret = store::make_webhook_secret();
  return wanted;
}

void print_row(const json& view) {
  const auto& status = view["status"];
  std::printf("%-36s  %-8s  %7llu  %s\n", view["id"].get<std::string>().c_str(),
              status["state"].get<std::string>().c_str(),
              static_cast<unsigned long long>(status["waiting"].get<std::uint64_t>()),
              view["config"]["url"].get<std::string>().c_str());
}

/// Its settings and how it is doing, a line each.
void print_all(const json& view) {
  const auto print = [](const json& fields) {
    for (const auto& [name, value] : fields.items())
      std::cout << name << ": " << (value.is_string() ? value.get<std::string>() : dump_json(value)) << '\n';
  };
  std::cout << "id: " << view["id"].get<std::string>() << '\n';
  print(view["config"]);
  print(view["status"]);
}

int print_secret(const command_line& line, integration_id id, const secret& text, const char* what) {
  if (line.is_json) {
    std::cout << dump_json({{"id", id.to_string()}, {"secret", text.reveal()}}) << '\n';
  } else {
    std::cout << what << ' ' << id.to_string() << "\nsecret " << text.reveal() << "  (shown this once)\n";
  }
  return EXIT_SUCCESS;
}

result<queue::redelivery> wanted_redelivery(const command_line& line) {
  queue::redelivery what;
  if (!line.event.empty()) {
    const auto event = event_id::parse(line.event);
    if (!event) return refused("--event should be an event's id");
    what.events.push_back(*event);
    return what;
  }
  const auto since = parse_rfc3339(line.since);
  const auto until = line.until.empty() ? result<timestamp>(now()) : parse_rfc3339(line.until);
  if (!since || !until) return refused("say --event ID, or --since and --until as 2026-11-23T12:00:00Z");
  if (*until < *since) return refused("--until should not be before --since");
  what.is_span_kept = false;
  what.next = queue::span_between(*since, *until);
  return what;
}

result<void> refusal_of(queue::redeliver_outcome outcome) {
  switch (outcome) {
    case queue::redeliver_outcome::gone:
      return error(errc::not_found, "no such webhook endpoint");
    case queue::redeliver_outcome::busy:
      return error(errc::conflict, "a span of time is being told again already");
    case queue::redeliver_outcome::too_many:
      return error(errc::conflict, "too many events wait to be told again");
    case queue::redeliver_outcome::done:
      break;
  }
  return {};
}

int switch_webhook(const command_line& line, bool is_enabled) {
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    const auto edit = [&](store::webhook_endpoint& saved) -> result<void> {
      saved.is_enabled = is_enabled;
      return {};
    };
    const auto saved = on.tools->run(on.endpoints.change(on.project, id, edit));
    if (!saved) return saved.error();
    on.tell("integration.saved", id);
    std::cout << (is_enabled ? "enabled: it is told what happens from now on\n"
                             : "disabled: it is told nothing\n");
    return {};
  });
}

}  // namespace

int list_webhooks(const command_line& line) {
  auto on = open_bench(line);
  if (!on) return report(on.error());
  const auto all = on->tools->run(on->endpoints.list(on->project));
  if (!all) return report(all.error());
  auto views = json::array();
  for (const auto& each : *all) {
    auto view = view_of(*on, each);
    if (!view) return report(view.error());
    views.push_back(std::move(*view));
  }
  if (line.is_json) {
    std::cout << dump_json(views) << '\n';
    return EXIT_SUCCESS;
  }
  std::printf("%-36s  %-8s  %7s  %s\n", "ID", "STATE", "WAITING", "URL");
  for (const auto& each : views) print_row(each);
  return EXIT_SUCCESS;
}

int add_webhook(const command_line& line) {
  auto on = open_bench(line);
  if (!on) return report(on.error());
  auto wanted = wanted_endpoint(line, on->tools->settings());
  if (!wanted) return report(wanted.error());
  const auto most = on->tools->settings().webhooks.endpoints;
  const auto made = on->tools->run(on->endpoints.create(on->project, std::move(*wanted), most));
  if (!made) return report(made.error());
  on->tell("integration.saved", made->id);
  return print_secret(line, made->id, made->signing_secret, "added");
}

int show_webhook(const command_line& line) {
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    const auto found = on.tools->run(on.endpoints.find(on.project, id));
    if (!found) return found.error();
    const auto view = view_of(on, *found);
    if (!view) return view.error();
    if (line.is_json) {
      std::cout << dump_json(*view) << '\n';
    } else {
      print_all(*view);
    }
    return {};
  });
}

int rotate_webhook(const command_line& line) {
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    const auto overlap = line.is_cut ? std::chrono::seconds(0) : line.lifetime;
    if (overlap > store::longest_secret_overlap) return refused("--overlap should be a week at most");
    const auto fresh = store::make_webhook_secret();
    const auto edit = [&](store::webhook_endpoint& saved) {
      return store::rotate_secret(saved, fresh, overlap, now());
    };
    const auto saved = on.tools->run(on.endpoints.change(on.project, id, edit));
    if (!saved) return saved.error();
    on.tell("integration.saved", id);
    print_secret(line, id, fresh, "rotated");
    return {};
  });
}

int test_webhook(const command_line& line) {
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    const auto found = on.tools->run(on.endpoints.find(on.project, id));
    if (!found) return found.error();
    if (!found->is_called()) return error(errc::conflict, "the endpoint is disabled");
    const auto noted = on.tools->run(
        on.events.append(on.project, engine::endpoint_test, dump_json({{"integration_id", id.to_string()}})));
    if (!noted) return noted.error();
    const auto event = queue::to_event_id(on.project, *noted).to_string();
    std::cout << (line.is_json ? dump_json({{"event_id", event}}) : "event " + event) << '\n';
    return {};
  });
}

int redeliver_webhook(const command_line& line) {
  auto what = wanted_redelivery(line);
  if (!what) return report(what.error());
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    for (const auto& each : what->events) {
      const auto at = queue::parse_event_id(on.project, each);
      if (!at) return error(errc::not_found, "no such event");
      const auto row = on.tools->run(on.events.find(on.project, *at));
      if (!row) return row.error();
    }
    const auto outcome = on.tools->run(on.calls.redeliver(on.project, id, std::move(*what)));
    if (!outcome) return outcome.error();
    const auto done = refusal_of(*outcome);
    if (done) std::cout << "it is told again, in the background\n";
    return done;
  });
}

int enable_webhook(const command_line& line) {
  return switch_webhook(line, true);
}

int disable_webhook(const command_line& line) {
  return switch_webhook(line, false);
}

int remove_webhook(const command_line& line) {
  return with_endpoint(line, [&](bench& on, integration_id id) -> result<void> {
    const auto removed = on.tools->run(on.endpoints.remove(on.project, id));
    if (!removed) return removed.error();
    on.tell("integration.deleted", id);
    std::cout << "removed, with what it was still to be told\n";
    return {};
  });
}

}  // namespace carillon::app
