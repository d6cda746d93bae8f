// A broadcast's counters: one HASH a partition while it runs, summed here, folded into the record at the end.
// Used inside queue/ only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {

/// Counter → value: r (planned), missing (deleted users among them), f (failed, each once), jobs, jobs_done,
/// s<state>, gone (deleted users, once a step, in s5), d<provider>.<state>, x<provider>.<state> (failed),
/// y<provider>.<state>.<o|p><reason> (why: our own reason, or a row of the provider's answers).
using tally = std::map<std::string, std::int64_t, std::less<>>;

/// Adds one partition's counters; the planner's own fields (planned, bound, cursor…) are not counters.
void add_counters(tally& sum, const hash_fields& partition_counters);
/// h<provider>: who holds deliveries of it there, and since when. Of several partitions the earliest stays.
void add_holdings(std::map<provider, holding>& held, const hash_fields& partition_counters);
/// What finish_broadcast folded into a record; empty before.
tally folded_counters(const hash_fields& record);
/// Deleted users count neither as recipients nor as skipped.
broadcast_progress to_progress(const tally& sum);

}  // namespace carillon::queue
