// What a provider tells of a mail some time after it took it: that it came back, or that its reader called it
// spam. Read by a provider's folder from what was posted to us, believed by the API once the delivery is
// found. Pure data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"

namespace carillon::providers {

struct feedback {
  enum class kind : std::uint8_t {
    delivered,   ///< it is in the mailbox
    bounced,     ///< it came back for what it says, or for who sent it: of its address that tells nothing
    soft,        ///< it came back; its address may do another time
    gone,        ///< it came back, and its address takes no mail any more
    complained,  ///< its reader called it spam
  };
  kind what = kind::bounced;
  notification_id notification;
  delivery_id delivery;
  std::string address;
  std::string words;  ///< the provider's own, sanitised; may be empty
};

/// What was posted to us. Views, alive during the call.
struct feedback_post {
  std::string_view body;
  std::function<std::string_view(std::string_view)> header;  ///< by its name in lower case; empty: not there
};

struct told_later {
  std::vector<feedback> all;
  std::string
      once;  ///< names this callback: another one of that name is the same again. Empty: its body does
};

/// The ids we put into a mail, as a provider gives them back; nothing where they are not ours.
struct own_ids {
  notification_id notification;
  delivery_id delivery;
};
/// 5.7.x (RFC 3463): the message, or who sends it, is not wanted; of the mailbox that tells nothing.
bool is_policy(std::string_view enhanced_code) noexcept;

std::optional<own_ids> read_own_ids(std::string_view nid, std::string_view did);

}  // namespace carillon::providers
