// Sees to it that an integration saved, changed or removed holds at once: forgets what is remembered of the
// project, gives its open chunks the senders of now, and makes ready what waited for a refused credential;
// and what waited for a sender that is well again, a moment apart. Also lets go of senders that nobody uses.
// A role of the worker; one io thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <unordered_set>

#include "engine/parts/worker_parts.hpp"
#include "engine/routing/sender_registry.hpp"
#include "queue/parked_jobs.hpp"
#include "store/integration_changes.hpp"

namespace carillon::engine {

class integration_watch {
 public:
  /// `on_changed`: a project has other routes now.
  using listener = std::function<void(project_id, std::shared_ptr<const routes>)>;

  integration_watch(worker_parts& parts, sender_registry& senders, listener on_changed);

  /// The role's loop: looks four times a second.
  task<> run();

 private:
  task<result<void>> look();
  task<result<void>> follow(project_id project);
  task<result<void>> release(project_id project, std::chrono::milliseconds apart);
  task<result<void>> release(project_id project, queue::partition where, std::chrono::milliseconds apart);

  worker_parts& parts_;
  sender_registry& senders_;
  listener on_changed_;
  store::integration_changes changes_;
  queue::parked_jobs parked_;
  std::optional<std::uint64_t> seen_;
  steady_time swept_ = std::chrono::steady_clock::now();
  std::unordered_set<project_id> changed_;    ///< and not followed yet
  std::unordered_set<project_id> recovered_;  ///< the same of senders
};

}  // namespace carillon::engine
