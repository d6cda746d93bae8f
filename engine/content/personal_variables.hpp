// What conditions and templates may name: {"notification": …, "recipient": …} (rest-contract.md 6), of
// everybody and of each recipient of a chunk. Reads inboxes and users only for texts that name them. Used
// while a chunk is opened; one io thread.
#pragma once

#include <vector>

#include "engine/chunks/held_job.hpp"
#include "engine/content/broadcast_content.hpp"
#include "engine/content/personal_needs.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class personal_variables {
 public:
  /// All arguments outlive it. Where there is no inbox item, nobody has seen the notification: unseen and
  /// unread are true.
  personal_variables(worker_parts& parts, held_job& held, const broadcast_content& content,
                     const std::vector<store::recipient>& recipients);

  /// Reads what is needed and was not read yet, for all recipients at once.
  task<result<void>> load(personal_needs wanted);
  /// Of that recipient, as far as it was loaded; valid until the next call.
  const json& of(std::size_t recipient);
  /// Of each recipient, once they were loaded.
  const std::vector<store::user>& profiles() const noexcept { return profiles_; }
  /// Whose account what is made of them is put to.
  work_meter& meter() const noexcept { return held_.meter; }
  /// Of nobody in particular: unseen, without an id.
  const json& common() const noexcept { return variables_; }

 private:
  std::vector<store::user_ref> references() const;

  worker_parts& parts_;
  held_job& held_;
  const queue::claimed_job& job_;
  const std::vector<store::recipient>& recipients_;
  json variables_;
  std::vector<std::optional<store::inbox_item>> states_;
  std::vector<store::user> profiles_;
};

}  // namespace carillon::engine
