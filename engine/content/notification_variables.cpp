#include "engine/content/notification_variables.hpp"

namespace carillon::engine {
namespace {

json time_or_null(const std::optional<timestamp>& when) {
  return when ? json(to_rfc3339(*when)) : json();
}

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

}  // namespace

json notification_variables(const json& body, timestamp sent) {
  json notification = {{"id", nullptr}, {"sent_at", to_rfc3339(sent)}};
  for (const char* const name :
       {"title", "content", "action_url", "category", "topic", "custom_attributes"}) {
    notification[name] = member_of(body, name);
  }
  put_state(notification, {});
  return notification;
}

void put_state(json& notification, const store::inbox_item& item) {
  notification["seen"] = item.seen.has_value();
  notification["unseen"] = !item.seen.has_value();
  notification["read"] = item.read.has_value();
  notification["unread"] = !item.read.has_value();
  notification["archived"] = item.archived.has_value();
  notification["seen_at"] = time_or_null(item.seen);
  notification["read_at"] = time_or_null(item.read);
  notification["archived_at"] = time_or_null(item.archived);
}

json recipient_variables(const store::user& who) {
  return {{"id", who.id.to_string()},
          {"external_id", text_or_null(who.external_id)},
          {"email", text_or_null(who.email)},
          {"first_name", text_or_null(who.first_name)},
          {"last_name", text_or_null(who.last_name)},
          {"phone_numbers", who.phone_numbers},
          {"custom_attributes", who.custom_attributes}};
}

}  // namespace carillon::engine
