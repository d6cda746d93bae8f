#include "engine/routing/integration_watch.hpp"

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
constexpr std::chrono::milliseconds between_looks{250};
constexpr std::chrono::minutes between_sweeps{1};
/// In each partition, of the jobs that waited for an outage to end.
constexpr std::chrono::milliseconds between_jobs{250};
}  // namespace

integration_watch::integration_watch(worker_parts& parts, sender_registry& senders, listener on_changed)
    : parts_(parts),
      senders_(senders),
      on_changed_(std::move(on_changed)),
      changes_(parts.queue.link(), parts.queue.names()),
      parked_(parts.queue.link(), parts.queue.names()) {
  senders_.when_recovered([this](project_id project) { recovered_.insert(project); });
}

task<> integration_watch::run() {
  while (true) {
    fault_point(fault::watch_round);
    const auto looked = co_await look();
    const auto now = std::chrono::steady_clock::now();
    if (now - swept_ >= between_sweeps) {
      senders_.drop_idle(now);
      swept_ = now;
    }
    if (!looked && !is_passing(looked.error())) log::error("integration_watch_failed", looked.error().detail);
    co_await parts_.sleep(jittered(between_looks));
  }
}

task<result<void>> integration_watch::look() {
  auto news = co_await changes_.since(seen_);
  if (!news) co_return news.error();
  changed_.insert(news->projects.begin(), news->projects.end());
  if (news->is_partial) {
    for (const auto& project : senders_.known_projects()) changed_.insert(project);
  }
  seen_ = news->last;
  const auto wanted = changed_;  // one that fails stays, and is tried again
  for (const auto& project : wanted) {
    auto followed = co_await follow(project);
    if (!followed) co_return followed;
    changed_.erase(project);
  }
  const auto well = recovered_;
  for (const auto& project : well) {
    auto released = co_await release(project, between_jobs);
    if (!released) co_return released;
    recovered_.erase(project);
  }
  co_return result<void>();
}

task<result<void>> integration_watch::follow(project_id project) {
  fault_point(fault::watch_project);
  parts_.integrations.forget(project);
  if (senders_.knows(project)) {
    const auto routes = co_await senders_.routes_of(project);
    if (!routes) co_return routes.error();
    on_changed_(project, *routes);
  }
  // After its senders are the new ones: whoever takes a job on now goes by them.
  co_return co_await release(project, std::chrono::milliseconds(0));
}

task<result<void>> integration_watch::release(project_id project, std::chrono::milliseconds apart) {
  crew partitions(parts_.context);
  for (unsigned where = 0; where < queue::partition_count; ++where) {
    partitions.add(parts_.tasks, release(project, static_cast<queue::partition>(where), apart));
  }
  co_return co_await partitions.finish();
}

task<result<void>> integration_watch::release(project_id project, queue::partition where,
                                              std::chrono::milliseconds apart) {
  const auto released = co_await parked_.release(project, where, apart);
  if (!released) co_return released.error();
  co_return result<void>();
}

}  // namespace carillon::engine
