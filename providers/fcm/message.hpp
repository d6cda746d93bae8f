// FCM's message: what we put into it, the override merged over that, and what Google counts of the whole.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "providers/message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::fcm {

struct message_document {
  json document;  ///< {"token": …, "notification": …, …}
  /// Custom attributes that `data` cannot carry: reserved by FCM, or taken by ours.
  std::vector<std::string> left_out;
};

/// Of a message that its author made one of data alone, nothing of ours is shown either. The override passed
/// check_override().
message_document make_message(const message& composed, const spliced_text::placeholders& mark, timestamp now);

/// What the limit of 4096 bytes is held against: data and notification, with the larger of what the platforms
/// add.
std::size_t counted_bytes(const json& document, const spliced_text::placeholders& mark);

/// Where the broadcast's content stands, unless the override says something else: null then.
json* own_body(json& document, const message& composed) noexcept;

}  // namespace carillon::providers::fcm
