#include "engine/chunks/dead_letter.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {

/// In `carillon dead list` and as the metric's label.
std::string_view reason_of(const error& why) noexcept {
  return why.code == errc::corrupted || why.code == errc::not_found ? "damaged" : "failed";
}

void count(std::string_view reason) {
  metrics::get_counter("carillon_jobs_dead_total", {{"reason", reason}}).add();
}

}  // namespace

task<> put_among_dead(worker_parts& parts, std::shared_ptr<held_job> held, error why) {
  held->is_ended = true;
  fault_point(fault::bury);
  const std::string reason(reason_of(why));
  const auto& job = held->job;
  log::error(
      "job_failed", why.detail,
      {{"jid", job.id}, {"partition", job.where}, {"project", job.project.to_string()}, {"reason", reason}});
  const queue::burial wanted{.job_id = job.id,
                             .where = job.where,
                             .right = job.right,
                             .project = job.project,
                             .broadcast = job.broadcast,
                             .reason = reason,
                             .detail = why.detail};
  patience pause;
  while (!held->is_lost) {
    const auto buried = co_await parts.queue.bury(wanted);
    if (buried) {
      count(reason);
      co_return;
    }
    if (!is_passing(buried.error()) || parts.is_draining) {
      if (buried.error().code != errc::stale)
        log::warn("job_not_buried", buried.error().detail, {{"jid", job.id}});
      co_return;
    }
    co_await parts.sleep(pause.next());
  }
}

task<> report_poisoned(worker_parts& parts, queue::poisoned_job job) {
  count("poison");
  const json payload{{"broadcast_id", job.broadcast.to_string()},
                     {"job", std::to_string(job.where) + "/" + job.id},
                     {"reason", "poison"},
                     {"message", "its workers died or fell silent while they held it, three times"}};
  log::error("job_failed", "given up: its workers died three times",
             {{"jid", job.id}, {"partition", job.where}, {"project", job.project.to_string()}});
  const auto written = co_await parts.events.append(job.project, "job.failed", dump_json(payload));
  if (!written) log::warn("event_lost", written.error().detail, {{"kind", "job.failed"}});
}

}  // namespace carillon::engine
