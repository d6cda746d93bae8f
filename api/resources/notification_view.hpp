// A notification as its user reads it: what the inbox knows of it, and what the broadcast or a template says
// on the in_app channel (rest-contract.md 2, "Notification"). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "store/inbox.hpp"
#include "store/user.hpp"

namespace carillon::api {

/// archived, else read, else unread (it was seen), else unseen.
std::string_view status_of(const store::inbox_item& item) noexcept;

/// What an in_app template may name: notification.*, with its reader's state, and recipient.*.
json in_app_variables(const store::inbox_item& item, const store::user& owner, const json& body);

/// `body` is the broadcast's; `made` what the in_app template made of it, if there is one.
json notification_view(const store::inbox_item& item, const store::user& owner, const json& body,
                       std::optional<std::string> made);

}  // namespace carillon::api
