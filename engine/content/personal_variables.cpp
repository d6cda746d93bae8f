#include "engine/content/personal_variables.hpp"

#include "engine/content/notification_variables.hpp"

namespace carillon::engine {

personal_variables::personal_variables(worker_parts& parts, held_job& held, const broadcast_content& content,
                                       const std::vector<store::recipient>& recipients)
    : parts_(parts),
      held_(held),
      job_(held.job),
      recipients_(recipients),
      variables_(
          {{"notification", notification_variables(*content.body(), from_unix_ms(content.created_ms()))}}) {}

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
  notification["id"] = notification_of(job_, recipients_[recipient]).to_string();
  if (!states_.empty()) put_state(notification, states_[recipient].value_or(store::inbox_item{}));
  if (!profiles_.empty()) variables_["recipient"] = recipient_variables(profiles_[recipient]);
  return variables_;
}

}  // namespace carillon::engine
