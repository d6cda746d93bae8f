#include "engine/webhooks/log_followers.hpp"

#include "base/log.hpp"
#include "engine/webhooks/endpoint_events.hpp"

namespace carillon::engine {

log_followers::log_followers(worker_parts& parts, store::keyring& keys)
    : parts_(parts),
      endpoints_(parts.queue.link(), parts.queue.names(), keys),
      calls_(parts.queue.link(), parts.queue.names()),
      overtaken_(metrics::get_counter("carillon_webhook_endpoints_overtaken_total")) {}

task<result<std::vector<log_follower>>> log_followers::of(project_id project) {
  const auto endpoints = co_await endpoints_.list(project);
  if (!endpoints) co_return endpoints.error();
  std::vector<log_follower> found;
  for (const auto& each : *endpoints) {
    if (!each.is_called()) continue;
    auto progress = co_await calls_.load(project, each.id);
    if (!progress) co_return progress.error();
    found.push_back({each.id, progress->cursors});
  }
  co_return found;
}

task<result<void>> log_followers::tell_of_loss(project_id project, integration_id endpoint,
                                               queue::lost_events lost) {
  const auto noted = co_await calls_.note_lost(project, endpoint, lost);
  if (!noted) co_return noted.error();
  if (*noted == queue::overtaken::known) co_return result<void>();
  overtaken_.add();
  const auto since = to_rfc3339(from_unix_ms(lost.since_ms));
  const auto before = to_rfc3339(from_unix_ms(lost.before_ms));
  log::warn("webhook_endpoint_overtaken",
            "events were removed by age before a webhook endpoint was told of them",
            {{"project", project.to_string()}, {"endpoint", endpoint.to_string()}, {"before", before}});
  const json context{
      {"integration_id", endpoint.to_string()}, {"lost_since", since}, {"lost_before", before}};
  const auto written = co_await parts_.events.append(project, endpoint_overtaken, dump_json(context));
  if (!written) log::error("event_lost", written.error().detail, {{"event", endpoint_overtaken.text()}});
  co_return result<void>();
}

}  // namespace carillon::engine
