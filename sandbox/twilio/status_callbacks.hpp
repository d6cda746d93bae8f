// What Twilio posts to a message's StatusCallback while the message makes its way: queued, sent, and
// delivered or undelivered, each signed by the account's auth token (X-Twilio-Signature). Written anew here:
// the sandbox shares no code with whoever verifies. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/later_call.hpp"

namespace carillon::sandbox {

struct sms_on_its_way {
  std::string account_sid, sid, to, from;
  std::string callback_url;
  std::string auth_token;             ///< empty: its posts are not signed
  std::chrono::milliseconds step{0};  ///< from one status to the next
};

/// "30005" of +199930005…: numbers that start with +1999 and five digits are not reached, for that reason.
/// Empty of all others.
std::string_view failure_of_number(std::string_view to) noexcept;

std::vector<later_call> status_callbacks(const sms_on_its_way& message);

}  // namespace carillon::sandbox
