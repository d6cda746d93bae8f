// Named places in every step of every role where a test build fails on command: it dies, as by kill -9
// (CRASH_CARILLON_AT=after_claim, or after_claim:7 for the seventh passage), or it throws (throw_at), as an
// allocation or a damaged record may anywhere. Builds with NDEBUG (release, bench) compile to nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace carillon::engine {

/// tests/engine/parts/fault_points_test.cpp walks over all of them: a new one needs a scenario that passes
/// it.
enum class fault : std::uint8_t {
  look,                       ///< dispatcher: before it asks what is ready
  before_claim,               ///< dispatcher: before a claim leaves
  after_claim,                ///< dispatcher: with a claimed job in hand
  taken_on,                   ///< dispatcher: the lease is kept, nobody works on the job yet
  open_content,               ///< chunk opener: before it reads the broadcast
  open_routes,                ///< chunk opener: before it asks who serves the project
  open_recipients,            ///< chunk opener: before it reads the recipients
  open_words,                 ///< chunk opener: before templates are rendered
  after_open,                 ///< dispatcher: the chunk is open, nothing of it is sent
  gate_condition,             ///< step gate: before a condition is evaluated
  gate_inbox,                 ///< step gate: before inbox items are written
  make_routes,                ///< sender registry: before senders are made
  before_send,                ///< window: rendered, not submitted
  after_send,                 ///< window: submitted to the pool
  on_answer,                  ///< window: an answer came
  on_failure,                 ///< window: no answer will come
  on_reauthorized,            ///< window: another credential came for a delivery that waits
  revoke,                     ///< revoker: before a token is discarded
  before_commit,              ///< recorder: before outcomes leave
  after_commit_before_reply,  ///< recorder: they left, the answer was not looked at
  after_final,                ///< recorder: the job's last commit was answered
  commit_interval,            ///< recorder: outcomes waited long enough
  bury,                       ///< before a job is put among the dead letters
  plan_prepare,               ///< planner: before it reads the broadcast
  after_steps,                ///< planner: the steps are fixed
  enlist,                     ///< planner: before users are created
  mid_plan,                   ///< planner: some jobs of a partition were made
  before_planned,             ///< planner: all jobs were made
  after_planned,              ///< planner: the plan job is gone
  stage_round,                ///< stager: a round begins
  stage_partition,            ///< stager: before due jobs move
  reap_round,                 ///< reaper: a round begins
  reap_partition,             ///< reaper: before expired leases are taken
  finish_round,               ///< finisher: something was noted
  finish_one,                 ///< finisher: before a broadcast is tried
  sweep_round,                ///< finisher: a sweep begins
  sweep_partition,            ///< finisher: before open broadcasts are listed
  prune_round,                ///< pruner: a round begins
  prune_project,              ///< pruner: before a project's old things go
  respell,                    ///< respeller: before it asks whether there is something to do
  receipt_round,              ///< receipt collector: a round begins
  ask_receipts,               ///< receipt collector: before it asks a provider
  record_receipts,            ///< receipt collector: before what it was told is written
  lease_round,                ///< lease keeper: a round begins
  renew,                      ///< lease keeper: before a renewal leaves
  watch_round,                ///< integration watch: before it asks what changed
  watch_project,              ///< integration watch: a project's integrations did
  measure,                    ///< gauges: before the queue is measured
  drain_flights,              ///< drain: before it waits for deliveries in flight
  drain_cancel,               ///< drain: before what is in flight is cancelled
  drain_jobs,                 ///< drain: before it waits for the last commits
  drain_loops,                ///< drain: before the roles' loops are joined
  drain_finish,               ///< drain: before the last broadcasts are finished
};
inline constexpr std::size_t fault_count = static_cast<std::size_t>(fault::drain_finish) + 1;

std::string_view to_string(fault point) noexcept;

/// What throw_at() makes a point throw.
class injected_fault : public std::runtime_error {
 public:
  explicit injected_fault(fault point);
};

#ifndef NDEBUG
/// Ends the process with _exit(137), or throws injected_fault, when this passage was chosen. Any thread.
void fault_point(fault point);
/// The n-th passage from now on throws, once. Replaces what was chosen before.
void throw_at(fault point, long passage = 1);
/// True when the point chosen last has thrown since.
bool has_thrown() noexcept;
#else
inline void fault_point(fault) noexcept {}
#endif

}  // namespace carillon::engine
