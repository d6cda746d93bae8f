// Integrations: a project's accounts with other services, sealed at rest, many per kind told apart by their
// natural key. What a kind is, its saver says: the store knows none by name (hardening.md H,
// rest-contract.md).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/redaction.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/integration_changes.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

struct integration {
  integration_id id;
  std::string kind;  ///< as in the path of its REST resource
  json config;       ///< as given, secrets included: never to leave the process
  timestamp created{}, updated{};
  std::uint64_t version = 0;  ///< grows with every save, also past a removal: caches compare it
};

/// What there is to know of a kind to save one. Views: they live as long as the process.
struct kind_facts {
  std::string_view name;
  std::string_view
      natural_key{};        ///< field of the config that tells two of the kind apart; empty: there is one
  secret_fields secrets{};  ///< what GET masks
  bool is_inbound = false;  ///< its webhooks come with nothing but the integration's id
};

struct owned_integration {
  project_id project;
  integration value;
};

class integrations {
 public:
  /// `remembered_for`: how old what list() answers may be; 0 to read each time, as who answers clients must:
  /// they read what they wrote, by whichever thread or process.
  integrations(net::redis& redis, queue::keys names, keyring& keys, std::chrono::milliseconds remembered_for);

  /// What list() answers from now on was read after this call.
  void forget(project_id project);

  /// Upsert by natural key. The id derives from it and the server secret: unguessable, and the same after a
  /// removal. `config` is an object and is not validated here; secrets in it that are the filler of GET stay
  /// as they were; conflict names the one that has none to stay.
  task<result<integration>> put(project_id project, kind_facts kind, json config);
  /// All, or of one kind (empty: all); by creation.
  task<result<std::vector<integration>>> list(project_id project, std::string kind);
  /// One by id (and kind), or all of a kind when id is absent. How many went.
  task<result<std::size_t>> remove(project_id project, kind_facts kind, std::optional<integration_id> id);
  /// Of an inbound kind: the one a webhook names by nothing but its id, as it is stored now. not_found when
  /// there is none of that kind and id. Opens that one alone, and not again while it is the same: strangers
  /// cause it.
  task<result<std::shared_ptr<const owned_integration>>> find_inbound(std::string kind, integration_id id);

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
  struct opened {
    std::string stored;  ///< what it was opened from
    std::shared_ptr<const owned_integration> value;
  };
  std::unordered_map<integration_id, opened> inbound_;
  std::uint64_t forgotten_ = 0;  ///< counts: a read that was under way meanwhile is repeated
};

}  // namespace carillon::store
