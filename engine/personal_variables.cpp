#include "engine/personal_variables.hpp"

#include <algorithm>
#include <array>

#include "base/derived_ids.hpp"

namespace carillon::engine {
namespace {

json time_or_null(const std::optional<timestamp>& when) {
  return when ? json(to_rfc3339(*when)) : json();
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

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

json to_json(const store::user& who) {
  return {{"id", who.id.to_string()},
          {"external_id", text_or_null(who.external_id)},
          {"email", text_or_null(who.email)},
          {"first_name", text_or_null(who.first_name)},
          {"last_name", text_or_null(who.last_name)},
          {"phone_numbers", who.phone_numbers},
          {"custom_attributes", who.custom_attributes}};
}

}  // namespace

personal_needs find_needs(std::string_view text, bool has_recipient) noexcept {
  const auto names_any = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto word) { return text.find(word) != std::string_view::npos; });
  };
  // notification[name] may name anything.
  const bool is_dynamic = names_any({"notification["});
  return {.states = is_dynamic || names_any({"seen", "read", "archived"}),
          .profiles = has_recipient,
          .ids = is_dynamic || names_any({"notification.id"})};
}

personal_variables::personal_variables(worker_parts& parts, const queue::claimed_job& job,
                                       const broadcast_content& content,
                                       const std::vector<store::recipient>& recipients)
    : parts_(parts), job_(job), recipients_(recipients) {
  auto& notification = variables_["notification"] = json::object();
  for (const char* const name :
       {"title", "content", "action_url", "category", "topic", "custom_attributes"}) {
    notification[name] = content.body()->value(name, json());
  }
  notification["sent_at"] = to_rfc3339(from_unix_ms(content.created_ms()));
  notification["id"] = nullptr;
  put_state(notification, {});
}

std::vector<store::user_ref> personal_variables::references() const {
  std::vector<store::user_ref> all;
  for (const auto& who : recipients_) all.push_back({who.user, job_.where, job_.number_of(who.offset)});
  return all;
}

task<result<void>> personal_variables::load(personal_needs wanted) {
  if (wanted.states && states_.empty()) {
    auto found = co_await parts_.inbox.states(job_.project, job_.broadcast, references());
    if (!found) co_return found.error();
    states_ = std::move(*found);
  }
  if (wanted.profiles && profiles_.empty()) {
    std::vector<user_id> ids;
    for (const auto& who : recipients_) ids.push_back(who.user);
    auto found = co_await parts_.recipients.profiles(job_.project, job_.where, std::move(ids));
    if (!found) co_return found.error();
    profiles_ = std::move(*found);
  }
  co_return result<void>();
}

const json& personal_variables::of(std::size_t recipient) {
  auto& notification = variables_["notification"];
  notification["id"] = to_notification_id(job_.broadcast, recipients_[recipient].user).to_string();
  if (!states_.empty()) put_state(notification, states_[recipient].value_or(store::inbox_item{}));
  if (!profiles_.empty()) variables_["recipient"] = to_json(profiles_[recipient]);
  return variables_;
}

}  // namespace carillon::engine
