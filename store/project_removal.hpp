// Deleting a project: everything of it, in every partition. The first step shuts the door (its tokens and
// webhooks are refused, workers give up what they hold of it), the last one forgets that it was. Each step
// finds by itself what is left, so that a run that was killed is simply run again. Called by the command
// line; one io thread. Walks over all of Redis' keys several times: other projects' keys are looked at, not
// read.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "queue/project_removal.hpp"
#include "store/keyring.hpp"
#include "store/project.hpp"

namespace carillon::store {

/// How far a deletion is.
struct removal_progress {
  std::uint64_t broadcasts = 0;
  std::uint64_t keys = 0;       ///< removed, broadcasts and their jobs apart
  std::uint64_t keys_seen = 0;  ///< by all walks so far, about
  bool is_waiting = false;      ///< for requests and deliveries that had begun before
};

struct removal_options {
  /// So long after the start nobody acts any more on what it knew of the project before: every process has
  /// forgotten it, every request has ended.
  std::chrono::milliseconds settles_after = projects::remembered_for + std::chrono::seconds(3);
  std::function<void(const removal_progress&)> on_progress = [](const removal_progress&) {};
  /// Asked between steps; then the error is `cancelled`.
  std::function<bool()> should_stop = [] { return false; };
};

class project_removal {
 public:
  project_removal(net::redis& redis, queue::keys names, keyring& keys, removal_options options);

  /// Begins, or goes on where another run was interrupted. not_found when nothing is left of such a project.
  task<result<removal_progress>> run(project_id project);

 private:
  using chooser = std::function<bool(const queue::keys::name_parts& key)>;

  task<result<timestamp>> begin(project_id project);
  task<result<std::uint64_t>> remove_what_is_left(project_id project);
  task<result<std::uint64_t>> remove_integrations(project_id project);
  task<result<std::set<std::string>>> integrations_of(project_id project);
  task<result<std::uint64_t>> sweep(std::string pattern, chooser is_wanted);
  task<result<void>> remove_public_keys(project_id project);
  task<result<void>> wait_until(timestamp settled);
  task<result<void>> end(project_id project);
  void note_seen();

  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  removal_options options_;
  queue::project_removal moving_;
  removal_progress progress_;
};

}  // namespace carillon::store
