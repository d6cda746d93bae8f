// From a broadcast's request to what a provider's template needs: the words the channel says, as they are
// (rest-contract.md 6). Runs once per broadcast and provider. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "providers/push_message.hpp"

namespace carillon::engine {

/// `body` is the validated broadcast, `made` the plain text mobile_push's template made of it, if there is
/// one.
providers::push_message compose_push(const json& body, std::optional<std::string> made, provider via,
                                     std::int64_t expires_at_unix);

}  // namespace carillon::engine
