// Integrations: a project's provider accounts, sealed at rest, many per kind told apart by their natural key
// (apns: app_id, fcm: project_id). GET answers shape-preserving redactions (hardening.md H,
// rest-contract.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/integration_changes.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

struct integration {
  integration_id id;
  std::string kind;  ///< "apns", "github", …
  json config;       ///< as given, secrets included: never to leave the process
  timestamp created{}, updated{};
  std::uint64_t version = 0;  ///< grows with every save, also past a removal: caches compare it
};

struct owned_integration {
  project_id project;
  integration value;
};

class integrations {
 public:
  /// `remembered_for`: how old what list() and find_inbound() answer may be; 0 to read each time, as who
  /// answers clients must: they read what they wrote, by whichever thread or process.
  integrations(net::redis& redis, queue::keys names, keyring& keys, std::chrono::milliseconds remembered_for);

  /// What list() answers from now on was read after this call.
  void forget(project_id project);

  /// Upsert by natural key (apns and slack app_id, fcm project_id, otherwise one per kind). The id derives
  /// from it and the server secret: unguessable, and the same after a removal. `config` is not validated
  /// here; secrets in it that are the filler of GET stay as they were; conflict names the one that has none
  /// to stay.
  task<result<integration>> put(project_id project, std::string kind, json config);
  /// All, or of one kind (empty: all); by creation.
  task<result<std::vector<integration>>> list(project_id project, std::string kind);
  /// One by id (and kind), or all of a kind when id is absent. How many went.
  task<result<std::size_t>> remove(project_id project, std::string kind, std::optional<integration_id> id);
  /// Of github, stripe and awssns: the one a webhook names by nothing but its id. not_found when there is
  /// none of that kind and id.
  task<result<owned_integration>> find_inbound(std::string kind, integration_id id);

 private:
  task<> forget_owner(project_id project, integration_id id);
  task<result<std::vector<integration>>> load(project_id project);
  task<result<integration>> open(project_id project, std::string raw_id, std::string stored);
  task<result<std::string>> close(project_id project, integration value);

  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  integration_changes changes_;
  std::chrono::milliseconds remembered_for_;
  struct remembered {
    std::vector<integration> value;
    std::chrono::steady_clock::time_point until;
  };
  std::unordered_map<project_id, remembered> cache_;
  std::uint64_t forgotten_ = 0;  ///< counts: a read that was under way meanwhile is repeated
};

/// The config with its secrets replaced by same-shaped filler (32 asterisks for a 32-character secret, a PEM
/// with armour around REDACTED): what GET answers.
json redacted(std::string_view kind, const json& config);
/// True iff the text is what GET shows of a secret, whichever: asterisks, or a PEM around REDACTED.
bool is_filler(std::string_view text) noexcept;
/// The first secret of the config that is a filler and nothing else; empty when there is none.
std::string_view filler_in(std::string_view kind, const json& config) noexcept;
/// The way back for a client that saves what it was shown: a secret that is just the filler of the stored one
/// becomes that one again. Both are objects.
json restored(std::string_view kind, json config, const json& stored);

}  // namespace carillon::store
