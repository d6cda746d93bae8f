#include "engine/chunks/lease_keeper.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {

void lease_keeper::watch(const std::shared_ptr<held_job>& held) {
  watched_.push_back(held);
  // Later: whoever claimed it is still making it ready.
  if (dropped_.contains(held->job.project)) asio::post(parts_.context, [held] { held->lose(); });
}

void lease_keeper::drop(project_id project) {
  dropped_.insert(project);
  const auto all = watched_;  // losing one may end others
  std::size_t lost = 0;
  for (const auto& weak : all) {
    const auto held = weak.lock();
    if (!held || held->is_ended || held->job.project != project) continue;
    held->lose();
    ++lost;
  }
  log::info("project_dropped", "it is being deleted", {{"project", project.to_string()}, {"jobs", lost}});
}

task<> lease_keeper::run() {
  const auto lease = parts_.settings.worker.lease;
  const auto pause = std::clamp<std::chrono::milliseconds>(lease / 24, std::chrono::milliseconds(20),
                                                           std::chrono::seconds(1));
  while (true) {
    co_await parts_.sleep(pause);
    parts_.pulse.turned(role::lease_keeper);
    fault_point(fault::lease_round);
    std::erase_if(watched_, [](const auto& weak) {
      const auto held = weak.lock();
      return !held || held->is_ended;
    });
    const auto now = std::chrono::steady_clock::now();
    for (const auto& weak : watched_) {
      const auto held = weak.lock();
      if (held->is_renewing || held->until - now > 2 * lease / 3) continue;
      parts_.tasks.spawn("renew", renew(held, raised_flag(held->is_renewing)));
    }
  }
}

/// Parameters go in the reverse of their order: the flag before the job it is part of.
task<> lease_keeper::renew(std::shared_ptr<held_job> held, raised_flag renewing) {
  fault_point(fault::renew);
  const auto asked = std::chrono::steady_clock::now();
  queue::claimed_job bare;  // the whole job would be copied with its recipients
  bare.id = held->job.id;
  bare.where = held->job.where;
  bare.broadcast = held->job.broadcast;
  bare.project = held->job.project;
  bare.is_plan = held->job.is_plan;
  bare.right = held->job.right;
  const auto renewed = co_await parts_.queue.renew(std::move(bare), held->lease);
  renewing.lower();
  if (held->is_ended) co_return;
  if (renewed) {
    held->until = std::max(held->until, asked + held->lease);
    if (held->on_renewed) held->on_renewed();
  } else if (!is_passing(renewed.error())) {
    log::warn("lease_lost", renewed.error().detail, {{"jid", held->job.id}});
    if (renewed.error().code == errc::stale) parts_.metrics.fence_rejections.add();
    held->lose();
  }
}

}  // namespace carillon::engine
