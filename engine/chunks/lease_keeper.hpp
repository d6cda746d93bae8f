// Renews the leases of the jobs this worker holds before they get old: chunks between two commits, plans. A
// role of the worker; one io thread. Commits renew by themselves; it looks at those that had none for a
// while.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "engine/chunks/held_job.hpp"
#include "engine/parts/ticket.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class lease_keeper {
 public:
  explicit lease_keeper(worker_parts& parts) : parts_(parts) {}

  void watch(const std::shared_ptr<held_job>& held);
  /// The project is being deleted: what we hold of it is given up before it sends anything more, and so is
  /// whatever we may still claim of it.
  void drop(project_id project);
  /// The role's loop; ends by cancellation.
  task<> run();

 private:
  task<> renew(std::shared_ptr<held_job> held, raised_flag renewing);

  worker_parts& parts_;
  std::vector<std::weak_ptr<held_job>> watched_;
  std::set<project_id> dropped_;  ///< ids are never given twice; one for each deletion since we started
};

}  // namespace carillon::engine
