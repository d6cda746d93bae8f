// What an exception may cost: one job, one round of a role, never the worker. Used where the engine's
// coroutines and callbacks begin. One io thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

/// Inside a catch clause: what was thrown, as an `internal` error. Cancellation is no failure: it goes on up.
error caught();
/// Logs and counts an exception that was contained.
void report_contained(std::string_view where, const error& what);

/// Redis or a provider is away, or a person has to act first: trying again may help.
bool is_passing(const error& trouble) noexcept;

/// Keeps a role going: an exception costs a round, and its loop begins again after a while. Ends when the
/// loop ends by itself or is cancelled. `parts`, and what `loop` uses, outlive it.
task<> keep_going(worker_parts& parts, std::string name, std::function<task<>()> loop);

}  // namespace carillon::engine
