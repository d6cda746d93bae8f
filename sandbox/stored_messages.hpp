// Kept messages as text, so that they outlive a restart: a line of JSON for each request, with its
// deliveries. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sandbox/message_store.hpp"

namespace carillon::sandbox {

std::string to_text(const message_store& store);
/// Puts them back, oldest first; lines that are none of ours are passed over. `desks`: who may have judged
/// them.
void restore(std::string_view text, std::span<const desk_facts* const> desks, message_store& into);

}  // namespace carillon::sandbox
