#include "engine/roles/pruner.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto between_rounds = 60s;
constexpr auto between_shares = 50ms;  // of a backlog: deliveries go first
}  // namespace

pruner::pruner(worker_parts& parts, store::keyring& projects)
    : parts_(parts),
      projects_(projects),
      retention_(parts.queue.link(), parts.queue.names()),
      followers_(parts, projects),
      jwts_(parts.queue.link(), parts.queue.names()),
      events_(metrics::get_counter("carillon_pruned_total", {{"kind", "events"}})),
      broadcasts_(metrics::get_counter("carillon_pruned_total", {{"kind", "broadcasts"}})),
      forgotten_jwts_(metrics::get_counter("carillon_pruned_total", {{"kind", "jwts"}})) {}

task<> pruner::run() {
  const auto& kept = parts_.settings.retention;
  const auto pause =
      std::clamp<std::chrono::nanoseconds>(std::min(kept.events, kept.broadcasts) / 10, 1s, between_rounds);
  while (true) {
    co_await parts_.sleep(jittered(pause));
    fault_point(fault::prune_round);
    auto is_done = co_await prune_all();
    while (is_done && !*is_done) {
      co_await parts_.sleep(between_shares);
      is_done = co_await prune_all();
    }
    // Redis being away is told by others; anything else would stay unseen for months.
    if (!is_done && !is_passing(is_done.error())) log::error("pruning_failed", is_done.error().detail);
  }
}

task<result<bool>> pruner::prune_all() {
  const auto projects = co_await projects_.known_projects();
  if (!projects) co_return projects.error();
  result<bool> outcome = true;
  for (const auto& project : *projects) {
    result<bool> pruned = true;
    try {
      pruned = co_await prune(project);
    } catch (...) {
      pruned = caught();
    }
    if (!pruned && is_passing(pruned.error())) co_return pruned;
    if (!pruned) {
      outcome = pruned.error();  // the other projects' are not to be kept for ever because of it
    } else if (outcome) {
      *outcome = *outcome && *pruned;
    }
  }
  co_return outcome;
}

task<result<bool>> pruner::prune(project_id project) {
  fault_point(fault::prune_project);
  const auto& kept = parts_.settings.retention;
  const auto events = co_await prune_events(project);
  if (!events) co_return events.error();
  const auto broadcasts = co_await retention_.prune_broadcasts(project, now() - kept.broadcasts);
  if (!broadcasts) co_return broadcasts.error();
  const auto has_more = co_await parts_.suppressions.expire(project);
  if (!has_more) co_return has_more.error();
  const auto jwts = co_await prune_jwts(project);
  if (!jwts) co_return jwts.error();
  events_.add(static_cast<double>(events->removed));
  broadcasts_.add(static_cast<double>(broadcasts->removed));
  if (events->removed + broadcasts->removed > 0)
    log::info("pruned", "what was kept long enough is removed",
              {{"events", events->removed}, {"broadcasts", broadcasts->removed}});
  co_return events->is_complete && broadcasts->is_complete && !*has_more;
}

task<result<queue::retention::removal>> pruner::prune_events(project_id project) {
  const auto oldest = now() - parts_.settings.retention.events;
  const auto followers = co_await followers_.of(project);
  if (!followers) co_return followers.error();
  std::vector<queue::tail_cursors> cursors;
  for (const auto& each : *followers) cursors.push_back(each.cursors);
  const auto trimmed = co_await retention_.trim_events(project, oldest, std::move(cursors));
  if (!trimmed) co_return trimmed.error();
  for (std::size_t each = 0; each < followers->size(); ++each) {
    if (trimmed->missed_ms[each] == 0) continue;
    const queue::lost_events lost{trimmed->missed_ms[each], to_unix_ms(oldest)};
    const auto told = co_await followers_.tell_of_loss(project, (*followers)[each].endpoint, lost);
    if (!told) co_return told.error();
  }
  co_return *trimmed;
}

task<result<void>> pruner::prune_jwts(project_id project) {
  for (const bool of_project_tokens : {true, false}) {
    auto& cursor = jwt_cursors_.try_emplace({project, of_project_tokens}, "0").first->second;
    auto share = co_await jwts_.prune(project, of_project_tokens, cursor, now());
    if (!share) co_return share.error();
    cursor = std::move(share->next);
    forgotten_jwts_.add(static_cast<double>(share->removed));
  }
  co_return result<void>();
}

}  // namespace carillon::engine
