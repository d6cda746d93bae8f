// What POST /broadcasts accepts (rest-contract.md 2, "Broadcast"). Pure.
#pragma once

#include "api/schema.hpp"
#include "base/vocabulary.hpp"

namespace carillon::api {

inline constexpr std::int64_t max_recipients = 1000;
inline constexpr std::int64_t max_title = 255;  ///< characters
inline constexpr std::int64_t max_label = 255;  ///< of a category or a topic
inline constexpr std::int64_t max_action_url = 2048;

const rule& broadcast_rule();
/// Of one entry of `recipients`.
const rule& recipient_rule();
/// Of the text of that name: title, content, action_url, category, topic.
const rule& broadcast_text_rule(std::string_view name);
/// A recipient that stands for the subscribers of the broadcast's topic.
bool asks_for_subscribers(const json& recipient);
/// By the number of entries; whoever asks for everyone or a topic's subscribers is `bulk` (queue.md,
/// "Lanes").
lane lane_of(const json& recipients);

}  // namespace carillon::api
