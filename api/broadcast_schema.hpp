// What POST /broadcasts accepts (rest-contract.md 2, "Broadcast"). Pure.
#pragma once

#include "api/schema.hpp"
#include "base/vocabulary.hpp"

namespace carillon::api {

inline constexpr std::int64_t max_recipients = 1000;

const rule& broadcast_rule();
/// By the number of entries; whoever asks for everyone or a topic's subscribers is `bulk` (queue.md,
/// "Lanes").
lane lane_of(const json& recipients);

}  // namespace carillon::api
