// When the user of an identity was deleted last: beside the identity's index entry, in its slot, for ever (a
// token may never expire). It tells what was said before the deletion (a token's claims, a broadcast
// accepted, an import begun) from what was said after it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace carillon::store {

struct grave {
  timestamp since{};          ///< Redis' clock
  bool was_only_one = false;  ///< the identity was the user's only one: an e-mail without external_id
};

/// The field that holds it, beside the entry's.
std::string grave_field(std::string_view entry_field);
/// Nothing for an empty text, or one that is no grave.
std::optional<grave> parse_grave(std::string_view stored);
/// Tokens say whole seconds. A token that names a user who is there again was issued for that one unless it
/// is of an earlier second than the deletion; one without a time may be.
bool is_before(const std::optional<timestamp>& issued, const grave& deleted) noexcept;
/// A token that would make the user again must be of a later second; one without a time never is.
bool is_after(const std::optional<timestamp>& issued, const grave& deleted) noexcept;

}  // namespace carillon::store
