// What a request template has to say beside its requests, in one line of an event: why nothing of it can be
// sent, or what a push that was delivered does not carry. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/vocabulary.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers {

/// invalid_argument: "overrides.providers.apns.apns-collapse-id should have 1 to 64 bytes".
error override_error(provider via, const override_fault& fault);

/// "custom attributes not sent in data, the names are reserved: from, google.x"; empty when nothing was left
/// out.
std::string note_of_left_out(std::string_view where, std::span<const std::string> names);
/// Adds that the content was cut.
void add_note_of_cut(std::string& note, std::size_t kept_bytes);

}  // namespace carillon::providers
