// A notification as its user reads it: what the inbox knows of it, and what the broadcast says on the in_app
// channel (rest-contract.md 2, "Notification", and 6, "Content choice"). Pure.
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

/// True when the broadcast itself says what the in_app channel's content is: no template has a say then.
bool decides_in_app_content(const json& body);
/// What an in_app template may name: notification.*, recipient.*.
json in_app_variables(const store::inbox_item& item, const store::user& owner, const json& body);

/// Title, content and action_url: broadcast < template (`rendered`, content alone) <
/// overrides.channels.in_app. `body` is the broadcast's.
json notification_view(const store::inbox_item& item, const store::user& owner, const json& body,
                       std::optional<std::string> rendered);

}  // namespace carillon::api
