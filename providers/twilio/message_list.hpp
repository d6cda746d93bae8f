// The account's list of messages, asked what became of one that nobody answered for (providers.md 8):
// creating a message is not idempotent, and nothing but its number, sender and text tells it from others.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "providers/provider.hpp"

namespace carillon::providers::twilio {

/// The newest messages to a number: one page.
std::string list_path(std::string_view account_sid, std::string_view to);

struct sent_message {
  std::string_view to;
  std::string_view from;  ///< empty: a messaging service chose it
  std::string_view body;
  timestamp since;  ///< it was not sent earlier
};

/// Taken: a message like it is listed, and `told` is what became of it so far. Absent only where the list
/// reaches back far enough to say so.
sighting find_message(const net::wire_response& list, const sent_message& wanted);

}  // namespace carillon::providers::twilio
