// From a broadcast's request to what a provider's template needs: the words the channel says, as they are
// (rest-contract.md 6). Runs once per rendition and account. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "providers/message.hpp"

namespace carillon::engine {

/// Whom a message is composed for.
struct message_kind {
  provider via = provider::none;
  channel over = channel::mobile_push;
};

/// `body` is the validated broadcast, `made` what the channel's template made of it, if there is one: HTML of
/// e-mail, else what the channel writes.
providers::message compose_message(const json& body, std::optional<std::string> made, message_kind kind,
                                   std::int64_t expires_at_unix);

}  // namespace carillon::engine
