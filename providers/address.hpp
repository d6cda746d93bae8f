// Where one delivery goes, and for whom: what differs between the items of a request. Made by the engine from
// what it read of the recipient; views, alive until the request is built. Pure data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/json.hpp"

namespace carillon::providers {

struct address {
  std::string_view text;          ///< device token, endpoint, mailbox, phone number, URL of a hook
  std::string_view app_id;        ///< APNs: the token's own topic, or empty
  std::string_view installation;  ///< of a device token, as it was saved: "development", "production", …
  const json* details = nullptr;  ///< what a sealed token holds: {"endpoint", "keys"}, {"oauth"}; or null
};

/// Whom the notification is for: filled in where traits::needs_profile says so.
struct person {
  user_id id;
  std::string_view external_id, email, first_name, last_name;
  std::span<const std::string> phone_numbers;
  const json* custom_attributes = nullptr;  ///< object, or null
};

/// One delivery of a request.
struct item {
  address to;
  notification_id notification;
  delivery_id delivery;
  std::uint32_t unread = 0, unseen = 0;  ///< in the recipient's inbox, without this notification
  const person* who = nullptr;           ///< null unless traits::needs_profile
  std::string_view unsubscribe_url;      ///< e-mail: one click of RFC 8058; empty: none
  std::string_view callback_url;  ///< where more of it may be told (traits::calls_back); empty: nowhere
};

}  // namespace carillon::providers
