// Projects: the tenants. Id, public key (pk_…) for clients, secret that signs user JWTs (sealed at rest).
// Either key can be replaced by another while both count for a while.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

/// A key that another one replaced, and that counts until then.
template <class Key>
struct former_key {
  Key value;
  timestamp until;
};

struct project {
  project_id id;
  std::string name;
  std::string public_key;  ///< "pk_" + 32 characters
  secret secret_key;       ///< "sk_" + 43 characters; signs user JWTs (HS256)
  timestamp created;
  std::optional<former_key<std::string>> former_public_key{};
  std::optional<former_key<secret>> former_secret_key{};
  bool is_being_deleted = false;  ///< only list() shows such

  /// The secret keys that count at `at`, the current one first; null where there is none.
  std::array<const secret*, 2> secret_keys_at(timestamp at) const noexcept;
  /// Is it the public key, or one that still counts at `at`?
  bool answers_to(std::string_view public_key, timestamp at) const noexcept;
};

/// Names a secret key without telling it: 16 characters.
std::string secret_key_id(const secret& key);
std::string make_public_key();
secret make_secret_key();

/// What rotate() replaces, and for how long the former keys count beside the new ones; zero: not at all.
struct key_rotation {
  bool has_secret_key = true;
  bool has_public_key = false;
  std::chrono::seconds overlap{0};
};

/// One per io thread. Found projects are remembered for 5 s, or until forget() as keys::project_channel asks.
class projects {
 public:
  static constexpr std::chrono::seconds remembered_for{5};

  projects(net::redis& redis, queue::keys names, keyring& keys);

  task<result<project>> create(std::string name);
  /// not_found from the moment its deletion began. Never null; shared with who else is served meanwhile, for
  /// a copy of its keys is wiped wherever it passes.
  task<result<std::shared_ptr<const project>>> find(project_id id);
  task<result<std::shared_ptr<const project>>> find_by_public_key(std::string public_key);
  /// By creation. For the command line: a read or two a project.
  task<result<std::vector<project>>> list();
  /// The project with its new keys, all processes told. conflict while a former key of that kind still counts
  /// and would end before its time (never without an overlap): two count at most.
  task<result<project>> rotate(project_id id, key_rotation wanted);
  /// Former keys end now.
  task<result<project>> end_overlap(project_id id);

  void forget(project_id id) {
    ++changes_;
    cache_.erase(id);
  }
  void forget_all() {
    ++changes_;
    cache_.clear();
  }

 private:
  task<result<project>> load(project_id id);
  task<result<std::string>> seal(project_id id, const secret& key);
  task<result<void>> swap_keys(project_id id, key_rotation wanted);
  task<result<project>> announce(project_id id);
  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  struct remembered {
    std::shared_ptr<const project> value;
    std::chrono::steady_clock::time_point until;
  };
  std::unordered_map<project_id, remembered> cache_;
  std::uint64_t changes_ = 0;  ///< what was read before one of them is not remembered after it
  std::unordered_map<std::string, project_id> public_keys_;  ///< each use asks the project whether it counts
};

}  // namespace carillon::store
