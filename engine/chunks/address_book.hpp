// Where a chunk's recipients are reached: device tokens come with them, sealed tokens are opened, with the
// access to the workspaces they belong to, mailboxes and phone numbers are read from profiles. What is opened
// here stays in the worker. Used while a chunk is opened; one io thread.
#pragma once

#include <vector>

#include "engine/chunks/chunk_materials.hpp"
#include "engine/chunks/held_job.hpp"
#include "engine/content/personal_variables.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

/// Providers whose tokens the channel's addresses are.
std::vector<provider> token_kinds_of(channel over);

/// Its addresses stand in the open: who has none is told so, whether or not somebody serves the channel.
bool is_reached_by_device(channel over);

/// Out of a profile: one address for a mailbox, one for each phone number. Pure.
std::vector<known_address> addresses_in(const store::user& profile, channel over);

/// Adds the addresses and people of those who are to be sent to (`decided`). A token that cannot be opened is
/// there, with why nothing can be sent to it; so is a mailbox on the project's suppression list.
task<result<void>> find_addresses(worker_parts& parts, const queue::claimed_job& job,
                                  personal_variables& variables, chunk_materials& materials);

}  // namespace carillon::engine
