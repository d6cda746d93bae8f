// Installations: what a user set up of an integration for itself. The inbox's look, and Slack workspaces with
// their tokens. All of one user rest in one sealed record beside its other pages and go with it. One io
// thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/keyring.hpp"
#include "store/user.hpp"

namespace carillon::store {

/// All of one user, as they rest. `slack` is told apart by "<app_id>-<team id>", which tokens of kind oauth
/// name as their installation_id.
struct installation_set {
  json inbox;  ///< InboxConfig, or null when the user saved none
  /// Name → SlackInstallation, secrets included; with `expires_at`, unix seconds, where its token ends.
  json slack = json::object();
};

/// At most so many Slack workspaces a user; one more is too_large.
inline constexpr std::size_t most_slack_installations = 50;
/// Of all of one user, as JSON; more is too_large.
inline constexpr std::size_t most_installation_bytes = 256 * 1024;

class installations {
 public:
  installations(net::redis& redis, queue::keys names, keyring& keys);

  /// Empty when the user saved nothing. `corrupted` when the record does not open.
  task<result<installation_set>> of(project_id project, user_ref owner);
  /// Of several, in one go; in the same order. Of a record that does not open it is empty, and the log says
  /// so.
  task<result<std::vector<installation_set>>> of_each(project_id project, std::vector<user_ref> owners);
  /// Replaces the user's inbox configuration. not_found when the user is gone.
  task<result<void>> save_inbox(project_id project, user_ref owner, json config);
  /// Replaces the one of that app and team. `one` is a valid SlackInstallation (rest-contract.md 2).
  task<result<void>> save_slack(project_id project, user_ref owner, json one);
  /// Replaces it by what its refresh token `traded` was traded for; nothing is done where the user installed
  /// it anew meanwhile.
  task<result<void>> renew_workspace(project_id project, user_ref owner, json one, std::string traded);

 private:
  using change = std::function<result<void>(installation_set&)>;
  task<result<void>> update(project_id project, user_ref owner, change apply);
  task<result<installation_set>> open(project_id project, user_id owner, std::string stored);

  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
};

/// "<app_id>-<team id>"
std::string slack_installation_name(const json& one);
/// Puts a renewed one in the place of that app's and team's.
void replace_workspace(installation_set& among, json one);
/// The workspace that a token calls its installation: by that name, by the `id` it was saved with, or by its
/// team's. Null when the user has none of it.
const json* find_workspace(const installation_set& all, std::string_view name) noexcept;

}  // namespace carillon::store
