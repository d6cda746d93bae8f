// A notification as a mail, before anybody's wire: subject, both parts, and the headers that all e-mail
// providers are given. Made once per message, filled per recipient. Pure; immutable once made.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "providers/address.hpp"
#include "providers/email/holed_text.hpp"
#include "providers/message.hpp"

namespace carillon::providers::email {

/// Whom mail is from, as the integration says.
struct sender_identity {
  std::string address;   ///< fit to be sent from: local@domain
  std::string name;      ///< shown; may be empty
  std::string reply_to;  ///< empty: replies go to `address`
  std::string reply_to_name;

  /// Of the address: what message ids and list ids are named after.
  std::string_view domain() const noexcept;
};

struct letter {
  std::string subject;  ///< one line of UTF-8, at most 255 characters
  holed_text html;      ///< hole: unsubscribe_html
  holed_text text;      ///< hole: unsubscribe_text
  timestamp date;       ///< message::begins
  std::string note;     ///< what people should know of it: that its content was cut
};

/// Content is read by read_content, unless the message has HTML of a template.
letter write_letter(const message& of);

/// "<delivery@domain>": one per delivery, equal at every attempt and on every route.
std::string message_id(const delivery_id& of, std::string_view domain);
/// "Ada Lovelace", of whom the item is for; empty when it is not known.
std::string display_name(const item& of);

/// Header fields beside those a provider writes itself: what the name of each is, and its value as ASCII.
/// List-Id, Auto-Submitted, threads of a topic; of a recipient X-Carillon-Notification, X-Carillon-Delivery,
/// and with a link List-Unsubscribe and List-Unsubscribe-Post (RFC 8058).
using fields = std::vector<std::pair<std::string_view, std::string>>;
fields common_fields(const message& of, std::string_view domain);
fields fields_for(const item& of);
/// The item's link is one that mailbox providers may call.
bool has_one_click(const item& of) noexcept;

}  // namespace carillon::providers::email
