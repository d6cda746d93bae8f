// From a broadcast's request to what a provider's template needs: content choice and plain text
// (rest-contract.md 6, "Content choice"). Runs once per broadcast and provider. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "providers/push_message.hpp"

namespace carillon::engine {

/// The broadcast with what a template made of its content.
json with_content(json body, std::string content);

/// `body` is the validated broadcast. broadcast or template < overrides.channels.mobile_push;
/// overrides.providers.<via> goes along for the template to merge (the seed's names "ios" and "android"
/// included).
providers::push_message compose_push(const json& body, provider via, std::int64_t expires_at_unix);

}  // namespace carillon::engine
