#include "engine/routing/integration_alarm.hpp"

#include "base/json.hpp"
#include "base/log.hpp"

namespace carillon::engine {
namespace {

task<> append(worker_parts& parts, project_id project, std::string payload) {
  const auto written = co_await parts.events.append(project, "integration.error", std::move(payload));
  if (!written) log::warn("event_lost", written.error().detail, {{"kind", "integration.error"}});
}

}  // namespace

void tell_of_trouble(worker_parts& parts, const sender& by, trouble what) {
  const auto& who = by.identity();
  log::write(what.is_passing ? log::level::warn : log::level::error,
             what.is_passing ? "provider_unavailable" : "integration_error", what.summary,
             {{"project", who.project.to_string()},
              {"integration", who.integration.to_string()},
              {"provider", to_string(by.via())},
              {"answer", what.words}});
  const json payload{{"integration_id", who.integration.to_string()},
                     {"provider", to_string(by.via())},
                     {"message", what.summary},
                     {"answer", what.words}};
  parts.tasks.spawn("integration_event", append(parts, who.project, dump_json(payload)));
}

}  // namespace carillon::engine
