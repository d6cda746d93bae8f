// Jobs given up, because workers died holding them or could not work on them (queue.md 2.17): what there is,
// and what a person decides about it. Called by `carillon dead`; reaper, planner and recorder put them there.
// One io thread; stateless but for scripts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "queue/keys.hpp"
#include "queue/script_set.hpp"

namespace carillon::queue {

struct dead_job {
  partition where = 0;
  std::string id;  ///< jid; unique within its partition only
  broadcast_id broadcast;
  project_id project;
  bool is_plan = false;
  channel via = channel::mobile_push;  ///< meaningless for a plan
  std::uint32_t recipients = 0;        ///< 0 for a plan
  std::uint32_t open = 0;              ///< of them without an outcome
  unsigned lost = 0;                   ///< workers that died holding it
  std::string reason;                  ///< "poison", "damaged" or "failed"
  std::string detail;                  ///< a sentence that says more; may be empty
  timestamp died{};

  /// "7/<jid>": what names it among all partitions, on the command line too.
  std::string name() const { return std::to_string(where) + "/" + id; }
};

/// Which of them; without a member, all.
struct dead_choice {
  std::optional<broadcast_id> broadcast{};
  std::string reason{};
  bool is_any() const noexcept { return !broadcast && reason.empty(); }
};

class dead_jobs {
 public:
  /// What is passed outlives it.
  dead_jobs(net::redis& redis, keys names, const script_set& scripts = built_in_scripts());

  /// Of all partitions, those that died first in front; at most `limit`. Names without a job are left out.
  task<result<std::vector<dead_job>>> list(std::size_t limit, dead_choice which = {});
  /// Back to ready, losses and runs forgotten; recipients with an outcome are not tried again. Atomic; false
  /// when it was not dead any more. Writes job.redriven into the project's event log.
  task<result<bool>> redrive(dead_job job);

  struct discarded {
    bool was_dead = false;
    std::uint32_t expired = 0;  ///< recipients that got their outcome by this call
  };
  /// Ends what is left as expired, counted and told; of a plan, the recipients it had not reached yet are
  /// nobody's. Atomic. Call queue::finish_broadcast afterwards. Writes job.discarded into the event log.
  task<result<discarded>> discard(dead_job job);

 private:
  task<result<std::vector<dead_job>>> names(std::size_t most_each, std::optional<broadcast_id> of);
  task<result<void>> read(std::vector<dead_job>& found, std::span<dead_job> named);
  task<result<discarded>> discard_plan(dead_job job);
  net::redis& redis_;
  keys keys_;
  const script_set& scripts_;
};

}  // namespace carillon::queue
