// Where a job goes that cannot be worked on: among the dead jobs with its reason, counted, and told in the
// project's events (queue.md 2.17). Used by planner and recorder, and by the reaper for what Redis gave up.
// One io thread.
#pragma once

#include <memory>

#include "engine/chunks/held_job.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

/// Buries the job as long as it is ours; tries until Redis answers or the worker drains, then its lease runs
/// out. Its lease is not renewed any more. `parts` outlive it.
task<> put_among_dead(worker_parts& parts, std::shared_ptr<held_job> held, error why);

/// Counts and tells what the reaper found: its workers died holding it, once too often.
task<> report_poisoned(worker_parts& parts, queue::poisoned_job job);

}  // namespace carillon::engine
