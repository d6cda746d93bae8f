// What is shown of a configuration in place of its secrets: filler of the same shape, because clients check
// the answer with the rules of the request (rest-contract.md 2), and the way back for clients that save what
// they were shown. Called by the API and the store. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "base/json.hpp"

namespace carillon {

/// Names of the fields of a configuration that are secrets.
using secret_fields = std::span<const std::string_view>;

/// The configuration with its secrets replaced: as many asterisks as a text has characters, or of a key in
/// PEM the armour around the word REDACTED.
json redacted(const json& config, secret_fields secrets);
/// Of a configuration nothing is known of: every text replaced.
json redacted_whole(json config);
/// True iff the text is what is shown of a secret, whichever.
bool is_filler(std::string_view text) noexcept;
/// The first secret that is a filler and nothing else; empty when there is none.
std::string_view filler_in(const json& config, secret_fields secrets) noexcept;
/// A secret that is just the filler of the stored one becomes that one again. Both are objects.
json restored(json config, const json& stored, secret_fields secrets);

}  // namespace carillon
