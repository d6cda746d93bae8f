#include "api/notification_view.hpp"

#include <algorithm>

namespace carillon::api {
namespace {

/// The client's schema of a notification is narrower than that of a broadcast: a longer label would make it
/// refuse the whole page.
constexpr std::size_t longest_label = 100;

/// Null when the member or its parent is missing.
const json& member(const json& object, std::string_view name) {
  static const json absent;
  if (!object.is_object()) return absent;
  const auto found = object.find(name);
  return found == object.end() ? absent : *found;
}

const json& in_app_override(const json& body) {
  return member(member(member(body, "overrides"), "channels"), "in_app");
}

json chosen(const json& body, std::string_view name) {
  const auto& own = member(in_app_override(body), name);
  return own.is_string() ? own : member(body, name);
}

json label(const json& body, std::string_view name) {
  const auto& value = member(body, name);
  const bool fits = value.is_string() && value.get_ref<const std::string&>().size() <= longest_label;
  return fits ? value : json();
}

json time_or_null(const std::optional<timestamp>& time) {
  return time ? json(to_rfc3339(*time)) : json();
}

timestamp last_change(const store::inbox_item& item) {
  auto last = item.created;
  for (const auto& mark : {item.seen, item.read, item.archived}) {
    if (mark) last = std::max(last, *mark);
  }
  return last;
}

}  // namespace

std::string_view status_of(const store::inbox_item& item) noexcept {
  if (item.archived) return "archived";
  if (item.read) return "read";
  return item.seen ? "unread" : "unseen";
}

bool decides_in_app_content(const json& body) {
  return member(in_app_override(body), "content").is_string();
}

json in_app_variables(const store::inbox_item& item, const store::user& owner, const json& body) {
  json notification = {{"id", item.id.to_string()}};
  for (const char* name : {"title", "content", "action_url", "category", "topic", "custom_attributes"})
    notification[name] = member(body, name);
  return {{"notification", std::move(notification)},
          {"recipient",
           {{"id", owner.id.to_string()},
            {"external_id", owner.external_id},
            {"email", owner.email},
            {"first_name", owner.first_name},
            {"last_name", owner.last_name},
            {"custom_attributes", owner.custom_attributes}}}};
}

json notification_view(const store::inbox_item& item, const store::user& owner, const json& body,
                       std::optional<std::string> rendered) {
  const auto created = to_rfc3339(item.created);
  auto content = chosen(body, "content");
  if (rendered && !decides_in_app_content(body)) content = std::move(*rendered);
  return {{"id", item.id.to_string()},
          {"user_id", owner.id.to_string()},
          {"title", chosen(body, "title")},
          {"content", std::move(content)},
          {"action_url", chosen(body, "action_url")},
          {"category", label(body, "category")},
          {"topic", label(body, "topic")},
          {"custom_attributes", member(body, "custom_attributes")},
          {"status", status_of(item)},
          {"created_at", created},
          {"updated_at", to_rfc3339(last_change(item))},
          {"sent_at", created},
          {"seen_at", time_or_null(item.seen)},
          {"read_at", time_or_null(item.read)},
          {"archived_at", time_or_null(item.archived)},
          {"discarded_at", nullptr}};
}

}  // namespace carillon::api
