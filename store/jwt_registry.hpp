// Tokens we issued: project JWTs and user JWTs, their metadata and revocation (rest-contract.md 3). The token
// text itself is never stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

struct jwt_record {
  jwt_id id;
  std::string name;
  std::optional<user_id> user;  ///< absent: a project token
  timestamp created{};
  std::optional<timestamp> expires;
  std::optional<timestamp> discarded;
};

class jwt_registry {
 public:
  jwt_registry(net::redis& redis, queue::keys names);

  task<result<void>> add(project_id project, jwt_record record);
  /// not_found when absent, of another kind, or another project's. A second discard answers the first's
  /// record.
  task<result<jwt_record>> discard(project_id project, jwt_id id, bool is_project_token);
  /// The user is being deleted: none of its tokens is valid any more, and no record of them is left.
  task<result<void>> forget_user(project_id project, user_id user);
  /// Newest first. Project tokens: active ones only; user tokens: all of that user.
  task<result<std::vector<jwt_record>>> list(project_id project, std::optional<user_id> user);
  /// Not discarded and known. One read; no cache, so that a revocation holds at once on every worker.
  task<result<bool>> is_valid(project_id project, jwt_id id, bool is_project_token);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
