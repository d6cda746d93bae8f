#include "api/resources/notification_view.hpp"

#include <algorithm>

#include "engine/content/content_choice.hpp"
#include "engine/content/notification_variables.hpp"

namespace carillon::api {
namespace {

/// The client's schema of a notification is narrower than that of a broadcast: a longer label would make it
/// refuse the whole page.
constexpr std::size_t longest_label = 100;

json label(const json& body, std::string_view name) {
  const auto& value = member_of(body, name);
  const bool fits = value.is_string() && value.get_ref<const std::string&>().size() <= longest_label;
  return fits ? value : json();
}

json text_or_null(std::optional<std::string> text) {
  return text ? json(std::move(*text)) : json();
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

json in_app_variables(const store::inbox_item& item, const store::user& owner, const json& body) {
  auto notification = engine::notification_variables(body, item.created);
  notification["id"] = item.id.to_string();
  engine::put_state(notification, item);
  return {{"notification", std::move(notification)}, {"recipient", engine::recipient_variables(owner)}};
}

json notification_view(const store::inbox_item& item, const store::user& owner, const json& body,
                       std::optional<std::string> made) {
  auto words = engine::choose_words(body, channel::in_app, std::move(made));
  const auto created = to_rfc3339(item.created);
  return {{"id", item.id.to_string()},
          {"user_id", owner.id.to_string()},
          {"title", std::move(words.title)},
          {"content", text_or_null(std::move(words.content))},
          {"action_url", text_or_null(std::move(words.action_url))},
          {"category", label(body, "category")},
          {"topic", label(body, "topic")},
          {"custom_attributes", member_of(body, "custom_attributes")},
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
