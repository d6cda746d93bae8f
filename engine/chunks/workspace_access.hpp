// What tokens borrow from the workspaces that their owners installed: the access token, traded for another
// one before it ends. Used while a chunk is opened; what is lent stays in the worker. One io thread.
#pragma once

#include "engine/chunks/chunk_materials.hpp"
#include "engine/parts/worker_parts.hpp"
#include "queue/job.hpp"

namespace carillon::engine {

/// Puts `access_token` into the details of the addresses that name a workspace; without one they cannot be
/// written to. A token that cannot be renewed is lent as it is: its provider has the last word.
task<result<void>> lend_access(worker_parts& parts, const queue::claimed_job& job,
                               chunk_materials& materials);

}  // namespace carillon::engine
