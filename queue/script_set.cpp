#include "queue/script_set.hpp"

#include "queue/scripts.gen.hpp"

namespace carillon::queue {

const script_set& built_in_scripts() {
  static const script_set set{
      .accept = {"accept", scripts::accept},
      .plan_everyone = {"plan_everyone", scripts::plan_everyone},
      .plan_listed = {"plan_listed", scripts::plan_listed},
      .fix_steps = {"fix_steps", scripts::fix_steps},
      .planned = {"planned", scripts::planned},
      .claim = {"claim", scripts::claim},
      .renew = {"renew", scripts::renew},
      .commit = {"commit", scripts::commit},
      .reap = {"reap", scripts::reap},
      .stage = {"stage", scripts::stage},
      .finish_broadcast = {"finish_broadcast", scripts::finish_broadcast},
      .bury = {"bury", scripts::bury},
      .redrive = {"redrive", scripts::redrive},
      .discard = {"discard", scripts::discard},
      .discard_plan = {"discard_plan", scripts::discard_plan},
      .prune_jobs = {"prune_jobs", scripts::prune_jobs},
      .prune_broadcast = {"prune_broadcast", scripts::prune_broadcast},
      .prune_events = {"prune_events", scripts::prune_events},
  };
  return set;
}

}  // namespace carillon::queue
