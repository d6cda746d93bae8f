// Projects: the tenants. Id, public key (pk_…) for clients, secret that signs user JWTs (sealed at rest).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

struct project {
  project_id id;
  std::string name;
  std::string public_key;  ///< "pk_" + 32 characters
  secret secret_key;       ///< "sk_" + 43 characters; signs user JWTs (HS256)
  timestamp created;
};

/// One per io thread. Found projects are remembered for 5 s.
class projects {
 public:
  projects(net::redis& redis, queue::keys names, keyring& keys);

  task<result<project>> create(std::string name);
  task<result<project>> find(project_id id);
  task<result<project>> find_by_public_key(std::string public_key);
  /// By creation. For the command line: a read or two a project.
  task<result<std::vector<project>>> list();

 private:
  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  struct remembered {
    project value;
    std::chrono::steady_clock::time_point until;
  };
  std::unordered_map<project_id, remembered> cache_;
  std::unordered_map<std::string, project_id> public_keys_;  ///< never change, so never forgotten
};

}  // namespace carillon::store
