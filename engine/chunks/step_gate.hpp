// Which recipients of a chunk a step passes by: who muted the category, for whom its condition does not hold,
// and all of them when nobody serves the channel (rest-contract.md 6). Also puts the notification into the
// inboxes: what delivering in_app is. Used while a chunk is opened; may be repeated. One io thread.
#pragma once

#include <vector>

#include "engine/chunks/fates.hpp"
#include "engine/content/personal_variables.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/routing/routes.hpp"

namespace carillon::engine {

class step_gate {
 public:
  /// All arguments outlive it.
  step_gate(worker_parts& parts, const queue::claimed_job& job, const broadcast_content& content,
            const std::vector<store::recipient>& recipients)
      : parts_(parts), job_(job), content_(content), recipients_(recipients) {}

  /// Deleted users are left to the chunk.
  task<result<fates>> decide(const routes& served, personal_variables& variables);

 private:
  task<result<void>> apply_condition(fates& decided, personal_variables& variables);
  task<result<void>> fill_inboxes(fates& decided);
  void skip_rest(fates& decided, queue::own_reason reason) const;

  worker_parts& parts_;
  const queue::claimed_job& job_;
  const broadcast_content& content_;
  const std::vector<store::recipient>& recipients_;
};

}  // namespace carillon::engine
